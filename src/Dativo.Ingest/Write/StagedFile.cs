namespace Dativo.Ingest.Write;

/// <summary>A complete file in the staging directory, and where it belongs.</summary>
/// <param name="StagedName">Its name in the staging directory.</param>
/// <param name="Path">Where it goes, relative to the asset's directory, with forward slashes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Rows">How many records it has.</param>
internal sealed record StagedFile(string StagedName, string Path, long Bytes, long Rows);
