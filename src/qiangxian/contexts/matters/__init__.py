"""Everything that moves by steps and is owed by somebody: matters, their steps, who takes part, clocks, evidence, numbers.

What a matter is about belongs to the context that declares its flow. Queues of rows without a day are not matters."""
