using Dativo.Testing;

namespace Dativo.Cluster.Tests;

/// <summary>What tests of this project cannot do without; where it is missing they are skipped, and fail with DATIVO_TEST_REQUIRE_ALL=1.</summary>
internal static class Needs
{
    /// <summary>Linux, whose <c>/proc</c> the checks read.</summary>
    public static void Linux() => Unless(OperatingSystem.IsLinux(), "the checks read Linux's /proc");

    /// <summary>Linux and PostgreSQL.</summary>
    public static void PostgreSql()
    {
        Linux();
        Unless(PostgresBinaries.Directory is not null, PostgresBinaries.Missing);
    }

    /// <summary>Something else.</summary>
    public static void Unless(bool isThere, string missing)
    {
        if (!isThere && Environment.GetEnvironmentVariable("DATIVO_TEST_REQUIRE_ALL") == "1")
            Assert.Fail($"{missing}, and DATIVO_TEST_REQUIRE_ALL=1 asks for every test.");
        Skip.If(!isThere, missing);
    }
}
