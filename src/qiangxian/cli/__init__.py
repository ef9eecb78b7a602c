"""The `qiangxian` command: one module per group of commands, thin over actions and readers."""
