using System.Reflection;
using Xunit.Abstractions;

namespace Dativo.Testing;

/// <summary>
/// Begins with the classes that <see cref="LongTestsAttribute"/> names: a long class that begins last runs on alone, while nothing else is
/// left for the machine's other cores.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public const string Name = "Dativo.Testing.LongestFirst";

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections)
    {
        var longest = typeof(LongestFirst).Assembly.GetCustomAttribute<LongTestsAttribute>()?.Classes ?? [];
        return testCollections
            .OrderBy(collection => longest.TakeWhile(type => !IsOf(collection, type)).Count())
            .ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);
    }

    // A class without a collection of its own is one, which is named after it.
    private static bool IsOf(ITestCollection collection, Type type) => collection.DisplayName.EndsWith($" {type.FullName}", StringComparison.Ordinal);
}
