using Dativo.Cluster.Tests;
using Dativo.Testing;

[assembly: TestCollectionOrderer(LongestFirst.Name, "Dativo.Cluster.Tests")]
[assembly: LongTests(typeof(NodeFaultTests), typeof(UpgradeTests), typeof(DatabaseFaultTests))]
