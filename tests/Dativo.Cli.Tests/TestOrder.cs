using Dativo.Cli.Tests.Cluster;
using Dativo.Cli.Tests.EndToEnd;
using Dativo.Testing;

[assembly: TestCollectionOrderer(LongestFirst.Name, "Dativo.Cli.Tests")]
[assembly: LongTests(typeof(QuickstartTests), typeof(KillTests), typeof(ComposeClusterTests), typeof(LocalClusterTests), typeof(StopTests), typeof(OperationsTests), typeof(ConfigurationTests))]
