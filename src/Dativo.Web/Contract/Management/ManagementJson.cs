using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dativo.Web.Contract.Management;

/// <summary>How the bodies under <c>/cluster</c> are written and read: in the JVM's way, camelCase, every field present.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(MemberList))]
[JsonSerializable(typeof(MemberRow))]
[JsonSerializable(typeof(ShardTypeList))]
[JsonSerializable(typeof(ShardList))]
[JsonSerializable(typeof(NodeMessage))]
public sealed partial class ManagementJson : JsonSerializerContext
{
    /// <summary>The form that is served: readable, quotes and letters of any language as they are.</summary>
    public static ManagementJson Api => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
