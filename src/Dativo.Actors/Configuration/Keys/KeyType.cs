namespace Dativo.Actors.Configuration.Keys;

/// <summary>What kind of value a key takes.</summary>
internal enum KeyType
{
    Text,
    WholeNumber,
    Number,
    Boolean,
    Choice,
    TextList,
    NumberList,
    TextMap,
    Map,
    List,
}
