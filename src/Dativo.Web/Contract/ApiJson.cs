using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dativo.Web.Contract;

/// <summary>
/// How the API's bodies are written and read: snake_case, instants in UTC, every field present. Generated at compile time,
/// so that a short-lived client pays no reflection.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(UtcInstantConverter)],
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(RunPage))]
[JsonSerializable(typeof(RunAccepted))]
[JsonSerializable(typeof(ScheduleList))]
[JsonSerializable(typeof(ScheduleRow))]
[JsonSerializable(typeof(TenantList))]
[JsonSerializable(typeof(TenantPage))]
[JsonSerializable(typeof(CancelRequest))]
[JsonSerializable(typeof(PauseRequest))]
[JsonSerializable(typeof(HealthPage))]
[JsonSerializable(typeof(ClusterPage))]
[JsonSerializable(typeof(ClusterShards))]
[JsonSerializable(typeof(CommitPage))]
[JsonSerializable(typeof(Problem))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>
    /// The API's form, which people read as well: quotes and letters of any language stand as they are. No less safe than the default's
    /// escapes where the answer is served as JSON with <c>nosniff</c>.
    /// </summary>
    public static ApiJson Api => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
