using System.Collections.Immutable;
using Dativo.Actors.Configuration.Yaml;

namespace Dativo.Actors.Configuration;

/// <summary>Collects what is wrong in one file.</summary>
/// <param name="file">The file as messages name it.</param>
internal sealed class DiagnosticBag(string file)
{
    private readonly List<Diagnostic> _diagnostics = [];

    public string File { get; } = file;

    public int ErrorCount { get; private set; }

    /// <summary>How many were collected, errors and warnings.</summary>
    public int Count => _diagnostics.Count;

    public void ErrorInFile(string message) => Error(0, 0, "", message);

    public void Error(YamlNode at, string key, string message) => Error(at.Line, at.Column, key, message);

    public void Error(int line, int column, string key, string message)
    {
        ErrorCount++;
        _diagnostics.Add(new Diagnostic(Severity.Error, File, line, column, key, message));
    }

    public void Warning(YamlNode at, string key, string message) =>
        _diagnostics.Add(new Diagnostic(Severity.Warning, File, at.Line, at.Column, key, message));

    /// <summary>Everything collected, in the order of the file.</summary>
    public ImmutableArray<Diagnostic> ToSorted() =>
        _diagnostics.Count == 0 ? [] : [.. _diagnostics.OrderBy(static diagnostic => diagnostic.Line).ThenBy(static diagnostic => diagnostic.Column)];
}
