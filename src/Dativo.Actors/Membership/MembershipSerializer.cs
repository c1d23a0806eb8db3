using Akka.Actor;
using Dativo.Actors.Hosting;
using static Dativo.Actors.Hosting.ManifestTable;

namespace Dativo.Actors.Membership;

/// <summary>Writes and reads the messages between the memberships of nodes.</summary>
internal sealed class MembershipSerializer(ExtendedActorSystem system) : ManifestSerializer(system, Id, Messages)
{
    /// <summary>The serializer's id: stands beside every manifest, and is never changed.</summary>
    public const int Id = 1105;

    /// <summary>What it is used for.</summary>
    public static readonly Type[] BoundTypes = [typeof(IMembershipMessage)];

    private static readonly ManifestTable Messages = new(
        Row("MA1", Wire.AskForLife.Parser, static (AskForLife m) => m.ToWire(), static w => w.FromWire()),
        Row("MU1", Wire.DatabaseUnreachable.Parser, static (DatabaseUnreachable m) => m.ToWire(), static w => w.FromWire()),
        Row("MR1", Wire.LeaseRenewedForYou.Parser, static (LeaseRenewedForYou m) => m.ToWire(), static w => w.FromWire()));
}
