using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.SecretsManager;

/// <summary>Makes random passwords in locked memory: every password that fits the wishes is as likely as any other of its make-up.</summary>
public static class RandomPassword
{
    /// <summary>What the password is to be made of.</summary>
    public sealed record Wishes
    {
        /// <summary>Characters, 1 to 4,096.</summary>
        public int Length { get; init; } = 32;

        /// <summary>Characters that it must not have.</summary>
        public string Excluded { get; init; } = "";

        /// <summary>With 0 to 9.</summary>
        public bool Digits { get; init; } = true;

        /// <summary>With the punctuation of ASCII.</summary>
        public bool Punctuation { get; init; } = true;

        /// <summary>With A to Z.</summary>
        public bool Uppercase { get; init; } = true;

        /// <summary>With a to z.</summary>
        public bool Lowercase { get; init; } = true;

        /// <summary>With spaces.</summary>
        public bool Space { get; init; }

        /// <summary>With at least one of each kind.</summary>
        public bool EachKind { get; init; } = true;
    }

    /// <summary>A new password, in ASCII. The receiver disposes it.</summary>
    /// <exception cref="FaultException">InvalidParameterException: too short for one of each kind. InvalidRequestException: nothing left to make it from.</exception>
    public static KeyMaterial Make(Wishes wishes)
    {
        string[] kinds = [.. KindsOf(wishes).Select(kind => string.Concat(kind.Where(each => !wishes.Excluded.Contains(each, StringComparison.Ordinal)))).Where(static kind => kind.Length > 0)];
        if (kinds.Length == 0) throw SecretsManagerFaults.InvalidRequest("No characters are left to make a password from.");
        if (wishes.EachKind && wishes.Length < kinds.Length)
            throw SecretsManagerFaults.InvalidParameter("Password length is too short based on the required types.");
        return KeyMaterial.Create(wishes.Length, (Kinds: kinds, All: string.Concat(kinds), wishes.EachKind), static (password, from) =>
        {
            for (var i = 0; i < password.Length; i++) password[i] = Pick(from.EachKind && i < from.Kinds.Length ? from.Kinds[i] : from.All);

            // The first ones were of a kind each: shuffled, none has a place of its own.
            for (var i = password.Length - 1; i > 0; i--)
            {
                var other = RandomBytes.Below(i + 1);
                (password[i], password[other]) = (password[other], password[i]);
            }
        });
    }

    private static byte Pick(string from) => (byte)from[RandomBytes.Below(from.Length)];

    private static IEnumerable<string> KindsOf(Wishes wishes)
    {
        if (wishes.Lowercase) yield return "abcdefghijklmnopqrstuvwxyz";
        if (wishes.Uppercase) yield return "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        if (wishes.Digits) yield return "0123456789";
        if (wishes.Punctuation) yield return "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
        if (wishes.Space) yield return " ";
    }
}
