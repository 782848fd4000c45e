using System.Diagnostics;
using CsCheck;

namespace Strongroom.Access.Tests;

public sealed class WildcardTests(ITestOutputHelper output)
{
    [Fact]
    public void The_matcher_agrees_with_the_textbook_definition()
    {
        var letters = Gen.OneOf('a', 'b', '*', '?');
        Gen.Select(letters.Array[0, 40], Gen.OneOf('a', 'b').Array[0, 60]).Sample(
            (pattern, text) => Assert.Equal(Textbook(pattern, text), Matches(new(pattern), new(text))), iter: 50_000);
    }

    [Fact]
    public void Long_pieces_are_found_where_the_textbook_finds_them()
    {
        var letters = Gen.OneOf('a', 'a', 'a', 'b', '?');
        Gen.Select(letters.Array[20, 60], Gen.OneOf('a', 'a', 'b').Array[500, 900]).Sample(
            (piece, text) => Assert.Equal(Textbook($"*{new string(piece)}*", text), Matches($"*{new string(piece)}*", new(text))), iter: 1_000);
    }

    [Fact]
    public void Hostile_patterns_are_decided_and_their_times_printed()
    {
        var text = new string('a', 8_192);
        foreach (var pattern in new[]
        {
            string.Concat(Enumerable.Repeat("*a", 1_000)) + "*b",
            string.Concat(Enumerable.Repeat("*?a", 700)) + "b*",
            "*" + new string('a', 1_000) + "?" + new string('a', 1_000) + "b*",
            "*" + string.Concat(Enumerable.Repeat("a?", 1_000)) + "b*",
            new string('*', 2_000) + "b",
        })
        {
            var template = Template.Parse(pattern, variables: false, wildcards: true);
            for (var i = 0; i < 100; i++) template.MatchesConstant(text);
            var start = Stopwatch.GetTimestamp();
            Assert.False(template.MatchesConstant(text));
            output.WriteLine($"{pattern[..8]}… × {text.Length}: {Stopwatch.GetElapsedTime(start).TotalMicroseconds:F0} µs");
        }
    }

    [Fact]
    public void No_pattern_costs_more_than_the_text_times_its_longest_piece()
    {
        // Two characters, many stars, from a seed: the patterns on which matchers that go back over stars never end.
        var random = new Random(20121017);
        var tried = 0;
        foreach (var length in (int[])[64, 512, 2_048, 8_192])
        {
            foreach (var alphabet in (string[])["a*", "ab*", "aab*?", "aaaa*?", "a????*"])
            {
                for (var i = 0; i < 40; i++)
                {
                    var pattern = "*" + new string(random.GetItems<char>(alphabet, length)) + (i % 2 == 0 ? "b*" : "");
                    var text = i % 4 == 0 ? new string('a', length) : new string(random.GetItems<char>("aaaaaaab", length));
                    var bound = (long)(text.Length + 1) * pattern.Split('*').Max(static piece => piece.Length);
                    Assert.InRange(CostOf(pattern, text), 0, bound);
                    tried++;
                }
            }
        }

        Assert.Equal(800, tried);
        Assert.InRange(CostOf("*" + string.Concat(Enumerable.Repeat("a*", 4_000)) + "b*", new string('a', 8_192)), 1, 8_193);
        Assert.InRange(CostOf("*" + new string('a', 4_096) + "?b*", new string('a', 8_192)), 0, 1L << 24);
    }

    private static long CostOf(string pattern, string text)
    {
        var buffer = new PatternBuffer(stackalloc char[256], stackalloc ushort[256]);
        foreach (var character in pattern)
            if (character is '*' or '?') buffer.Append(character == '*' ? Wildcard.Run : Wildcard.One);
            else buffer.Append(character.ToString());
        var cost = default(Counted);
        Wildcard.Matches(text, buffer.Characters, buffer.Mask, ref cost);
        buffer.Dispose();
        return cost.Comparisons;
    }

    private struct Counted : Wildcard.ICost
    {
        public long Comparisons { get; private set; }

        public void Add(int places, int comparisons) => Comparisons += (long)places * comparisons;
    }

    private static bool Matches(string pattern, string text) => Template.Parse(pattern, variables: false, wildcards: true).MatchesConstant(text);

    private static bool Textbook(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var fits = new bool[pattern.Length + 1, text.Length + 1];
        fits[0, 0] = true;
        for (var p = 1; p <= pattern.Length; p++)
            for (var t = 0; t <= text.Length; t++)
                fits[p, t] = pattern[p - 1] == '*' ? fits[p - 1, t] || (t > 0 && fits[p, t - 1])
                    : t > 0 && fits[p - 1, t - 1] && (pattern[p - 1] == '?' || pattern[p - 1] == text[t - 1]);
        return fits[pattern.Length, text.Length];
    }
}
