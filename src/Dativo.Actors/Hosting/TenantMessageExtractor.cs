using Akka.Cluster.Sharding;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Hosting;

/// <summary>Finds a message's tenant, and the tenant's shard.</summary>
internal sealed class TenantMessageExtractor() : HashCodeMessageExtractor(NumberOfShards)
{
    // About ten for each node of a large cluster; a change needs a stop of all nodes.
    private const int NumberOfShards = 100;

    public override string? EntityId(object message) => message is ITenantMessage tenantMessage ? tenantMessage.TenantId : null;
}
