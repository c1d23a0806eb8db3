namespace Dativo.Soak;

/// <summary>A mean that is compared between two stretches of time; <paramref name="Tolerance"/> is the part by which it may grow.</summary>
public sealed record Growth(string What, double Second, double Last, double Tolerance)
{
    public bool IsTooMuch => Last > (Second * (1 + Tolerance)) + 5;
}
