using System.Data.Common;
using System.Net;
using Npgsql;

namespace Dativo.Actors.Configuration.Node;

/// <summary>Checks and shows connection strings. They have passwords in them: nothing of one but its host and database is ever shown.</summary>
public static class ConnectionText
{
    private const string Expected = "(expected such as Host=db;Database=dativo;Username=dativo;Password=..., a value with ; or = in quotes)";

    /// <summary>What is wrong with a connection string of PostgreSQL; null when nothing is.</summary>
    public static string? Problem(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal) && !text.Contains('=', StringComparison.Ordinal))
            return $"is a URL, not a connection string {Expected}";
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            return $"is not a connection string {Expected}";
        }

        var builder = new NpgsqlConnectionStringBuilder();
        foreach (string name in parts.Keys)
        {
            if (ProblemOf(builder, name, parts[name]) is { } problem)
                return problem;
        }

        return string.IsNullOrEmpty(builder.Host) ? $"names no host {Expected}" : null;
    }

    /// <summary>Where a database is, for people: <c>dativo on db:5433</c>.</summary>
    public static string Describe(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder(text);
        var port = builder.Port == NpgsqlConnection.DefaultPort ? "" : $":{builder.Port}";
        return $"{builder.Database ?? builder.Username ?? "the default database"} on {builder.Host}{port}";
    }

    private static string? ProblemOf(NpgsqlConnectionStringBuilder builder, string name, object value)
    {
        // A keyword that nobody knows may be a piece of a password with a semicolon in it: it is not repeated.
        if (!builder.ContainsKey(name))
        {
            var meant = Suggestion.Nearest(name, typeof(NpgsqlConnectionStringBuilder).GetProperties().Where(static property => property.CanWrite).Select(static property => property.Name));
            return $"has a keyword that is not known{(meant is null ? "" : $" (did you mean {meant}?)")} {Expected}";
        }

        try
        {
            builder[name] = value;
            return builder.Port <= IPEndPoint.MaxPort ? null : $"has a value that {name} does not take {Expected}";
        }
        catch (ArgumentException)
        {
            return $"has a value that {name} does not take {Expected}";
        }
    }
}
