namespace Dativo.Testing;

/// <summary>Names the classes of an assembly whose tests take longest, the longest first: <see cref="LongestFirst"/> begins with them.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class LongTestsAttribute(params Type[] classes) : Attribute
{
    public IReadOnlyList<Type> Classes { get; } = classes;
}
