using Dativo.Web.Contract;

namespace Dativo.Web.Errors;

/// <summary>A request that cannot be answered as asked; becomes the response.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
