using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>An account: the owner of keys, secrets, buckets and users. One installation holds many.</summary>
public sealed record Account
{
    /// <summary>The stored kind: key (account id).</summary>
    public static RecordType<Account> Records { get; } = new("account", new JsonRecordCodec<Account>())
    {
        RosterBuckets = 16,
        CacheCapacity = 10_000
    };

    /// <summary>12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>What its people call it; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreationDate { get; init; }

    /// <summary>The stored key of an account's record.</summary>
    public static RecordKey RecordKeyOf(string accountId) => Records.Key(accountId);

    /// <summary>True for 12 digits.</summary>
    public static bool IsAccountId(string text) => text.Length == 12 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>A random account id that does not begin with 0.</summary>
    public static string NewId()
    {
        Span<char> digits = stackalloc char[12];
        digits[0] = (char)('1' + RandomBytes.Below(9));
        foreach (ref var digit in digits[1..]) digit = (char)('0' + RandomBytes.Below(10));
        return digits.ToString();
    }
}
