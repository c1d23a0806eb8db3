using System.Text;

namespace Dativo.Actors.Configuration;

/// <summary>
/// One thing that is wrong in a configuration file. Values that came out of <c>${VAR}</c> are never in it:
/// they are shown as written.
/// </summary>
/// <param name="Severity">Whether the file can be used all the same.</param>
/// <param name="File">The file, as the user named it or relative to the current directory.</param>
/// <param name="Line">The line, from 1; 0 when the file as a whole is meant.</param>
/// <param name="Column">The column, from 1; 0 when the file as a whole is meant.</param>
/// <param name="Key">The path of the key, such as <c>runner.orchestrator.schedules[3].cron</c>; empty when no key is meant.</param>
/// <param name="Message">What is wrong, what was expected, and what was perhaps meant; one line.</param>
public sealed record Diagnostic(Severity Severity, string File, int Line, int Column, string Key, string Message)
{
    /// <summary><c>file:line:col: key: what is wrong (expected ...; did you mean ...?)</c>, with <c>warning:</c> before the key of a warning.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Line > 0)
            text.Append(':').Append(Line).Append(':').Append(Column);
        text.Append(": ");
        if (Severity == Severity.Warning)
            text.Append("warning: ");
        if (Key.Length > 0)
            text.Append(Key).Append(": ");
        return text.Append(Message).ToString();
    }
}
