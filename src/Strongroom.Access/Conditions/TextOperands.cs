namespace Strongroom.Access;

/// <summary>StringEquals, and with wildcards StringLike: case counts.</summary>
internal sealed class TextOperands(Template[] templates) : Operands
{
    public override bool Match(string value, in Scope scope)
    {
        foreach (var template in templates)
            if (template.Matches(value, scope)) return true;
        return false;
    }
}

/// <summary>StringEqualsIgnoreCase.</summary>
internal sealed class CaselessOperands(Template[] templates) : Operands
{
    public override bool Match(string value, in Scope scope)
    {
        foreach (var template in templates)
            if (template.EqualsIgnoringCase(value, scope)) return true;
        return false;
    }
}

/// <summary>ArnEquals and ArnLike, which are the same: six parts, each compared by itself; only the sixth may have colons.</summary>
internal sealed class ArnOperands(Template[] templates) : Operands
{
    private const int Parts = 6;

    public override bool Match(string value, in Scope scope)
    {
        foreach (var template in templates)
            if (Fits(value, template, scope)) return true;
        return false;
    }

    private static bool Fits(ReadOnlySpan<char> text, Template template, in Scope scope)
    {
        var buffer = new PatternBuffer(stackalloc char[256], stackalloc ushort[256]);
        var fits = template.TryFill(ref buffer, scope) && Fits(text, buffer.Characters, buffer.Mask);
        buffer.Dispose();
        return fits;
    }

    private static bool Fits(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, ReadOnlySpan<ushort> mask)
    {
        for (var part = 1; part < Parts; part++)
        {
            // A wildcard's character is NUL, so a colon found in the pattern is one that the policy or a variable wrote.
            int textEnd = text.IndexOf(':'), patternEnd = pattern.IndexOf(':');
            if (textEnd < 0 || patternEnd < 0) return false;
            if (!Wildcard.Matches(text[..textEnd], pattern[..patternEnd], mask[..patternEnd])) return false;
            text = text[(textEnd + 1)..];
            pattern = pattern[(patternEnd + 1)..];
            mask = mask[(patternEnd + 1)..];
        }

        return Wildcard.Matches(text, pattern, mask);
    }
}
