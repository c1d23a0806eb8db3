using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dativo.Web.Contract;
using Dativo.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Dativo.Web.Api;

/// <summary>Reads the small JSON bodies of commands.</summary>
internal static class RequestBodies
{
    private const int MaximumBytes = 64 * 1024;
    private const int MaximumReasonLength = 1_000;

    /// <summary>The body; a new object when there is none.</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : new()
    {
        var bytes = await ReadBytesAsync(request);
        if (bytes.Length == 0)
            return new T();
        if (!request.HasJsonContentType())
            throw new ProblemException(Problems.Of(StatusCodes.Status415UnsupportedMediaType, "the body must be JSON (Content-Type: application/json)"));

        var fields = type.Properties.Select(property => property.Name).ToArray();
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ProblemException(Problems.Of(400, $"the body must be a JSON object with the fields {string.Join(", ", fields)}, all optional"));
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!fields.Contains(property.Name))
                    throw new ProblemException(Problems.BadParameter(property.Name, $"unknown field '{property.Name}'{ClosestName.Hint(property.Name, fields)}", fields));
                if (property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                    throw new ProblemException(Problems.BadParameter(property.Name, $"{property.Name}: expected a text or null"));
            }

            return document.Deserialize(type)!;
        }
        catch (JsonException exception)
        {
            throw new ProblemException(Problems.Of(400, $"the body is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})"));
        }
    }

    /// <summary>A reason that somebody gave, without blanks around it; null when there is none.</summary>
    public static string? Reason(string? text)
    {
        text = text?.Trim();
        if (text?.Length > MaximumReasonLength)
            throw new ProblemException(Problems.BadParameter("reason", $"reason: {text.Length} characters (expected {MaximumReasonLength} at most)"));
        return string.IsNullOrEmpty(text) ? null : text;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request)
    {
        var buffer = new byte[MaximumBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        if (length > MaximumBytes)
            throw new ProblemException(Problems.Of(StatusCodes.Status413PayloadTooLarge, $"the body is longer than {MaximumBytes} bytes"));
        return buffer.AsMemory(0, length);
    }
}
