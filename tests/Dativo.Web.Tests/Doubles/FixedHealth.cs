using System.Collections.Immutable;
using Dativo.Actors.Hosting;

namespace Dativo.Web.Tests.Doubles;

/// <summary>A node whose health is what a test says.</summary>
public sealed class FixedHealth : INodeHealth
{
    public ImmutableArray<HealthFinding> Findings { get; set; } = [];

    public Task<ImmutableArray<HealthFinding>> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(Findings);
}
