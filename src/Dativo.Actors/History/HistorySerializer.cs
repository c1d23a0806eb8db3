using Akka.Actor;
using Dativo.Actors.Hosting;
using static Dativo.Actors.Hosting.ManifestTable;

namespace Dativo.Actors.History;

/// <summary>
/// Writes and reads the messages to and from the projection. To add one: a message in history.proto, its pair in
/// <see cref="HistoryMapping"/>, a row here, a sample in the tests.
/// </summary>
internal sealed class HistorySerializer(ExtendedActorSystem system) : ManifestSerializer(system, Id, Messages)
{
    /// <summary>The serializer's id: stands beside every manifest, and is never changed.</summary>
    public const int Id = 1106;

    /// <summary>What it is used for.</summary>
    public static readonly Type[] BoundTypes = [typeof(IHistoryMessage)];

    private static readonly ManifestTable Messages = new(
        Row("HH1", Wire.JournalHint.Parser, static (JournalHint _) => new Wire.JournalHint(), static _ => JournalHint.Instance),
        Row("HG1", Wire.GetProjectionStatus.Parser, static (GetProjectionStatus _) => new Wire.GetProjectionStatus(), static _ => GetProjectionStatus.Instance),
        Row("HS1", Wire.ProjectionStatus.Parser, static (ProjectionStatus m) => m.ToWire(), static w => w.FromWire()),
        Row("HC1", Wire.CatchUp.Parser, static (CatchUp m) => m.ToWire(), static w => w.FromWire()),
        Row("HU1", Wire.CaughtUp.Parser, static (CaughtUp m) => m.ToWire(), static w => w.FromWire()));
}
