namespace Dativo.Actors.Hosting;

/// <summary>
/// A field that cannot be written or read; <see cref="ManifestSerializer"/> adds which message it stands in. The text is
/// shown to people: it names the field and what was found.
/// </summary>
internal sealed class WireFormatException(string message) : Exception(message);
