using Strongroom.Aws;
using Strongroom.Cryptography;

namespace Strongroom.Iam;

/// <summary>What names, paths and ids look like.</summary>
public static class IamNames
{
    private const string IdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new unique id: <c>AIDA</c>, <c>AGPA</c>, <c>AROA</c> or <c>ANPA</c> and 17 letters or digits.</summary>
    public static string NewId(string prefix) => string.Create(prefix.Length + 17, prefix, static (text, prefix) =>
    {
        prefix.CopyTo(text);
        foreach (ref var character in text[prefix.Length..]) character = IdAlphabet[RandomBytes.Below(IdAlphabet.Length)];
    });

    /// <summary>The name, if it is one.</summary>
    /// <param name="name">What was given.</param>
    /// <param name="member">The request's member, for the refusal.</param>
    /// <exception cref="FaultException">ValidationError.</exception>
    public static string Name(string name, string member) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '=' or ',' or '.' or '@' or '-') ? name
            : throw IamFaults.InvalidName(member);

    /// <summary>The path, if it is one; <c>/</c> for none.</summary>
    /// <exception cref="FaultException">ValidationError.</exception>
    public static string Path(string? path)
    {
        if (path is null) return "/";
        return path[0] == '/' && path[^1] == '/' && path.All(c => c is >= '!' and <= '~') ? path : throw IamFaults.InvalidPath();
    }
}
