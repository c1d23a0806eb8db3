namespace Dativo.Ingest;

/// <summary>Turns failures of the target's file system into errors of the job.</summary>
internal static class TargetErrors
{
    public static IngestException From(Exception exception) =>
        new(IngestErrorKind.TargetError, $"the target directory cannot be written: {FileErrors.Describe(exception)}");

    /// <summary>Does <paramref name="action"/>, whose file errors are the target's.</summary>
    public static void Guard(Action action) => Guard<object?>(() =>
    {
        action();
        return null;
    });

    /// <summary>Does <paramref name="action"/>, whose file errors are the target's.</summary>
    public static T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw From(e);
        }
    }
}
