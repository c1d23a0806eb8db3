namespace Dativo.Actors.Tests.Serialization;

/// <summary>What the file of that manifest and number says.</summary>
internal sealed record Sample(string Manifest, int Number, object Message)
{
    public string FileName => Number == 1 ? $"{Manifest}.hex" : $"{Manifest}-{Number}.hex";
}
