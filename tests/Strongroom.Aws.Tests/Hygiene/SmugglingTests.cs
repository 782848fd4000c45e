namespace Strongroom.Aws.Tests.Hygiene;

/// <summary>Malformed requests on a real connection, each followed by a sound one that is understood as itself or not at all.</summary>
public sealed class SmugglingTests(FrontDoor door) : IClassFixture<FrontDoor>
{
    private const string Refused = "^(HTTP/1.1 (4[0-9][0-9]|505) |$)";

    private const string Next = "GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    /// <summary>Head and body with <c>|</c> for the line ends that the protocol asks for.</summary>
    public static TheoryData<string> Malformed() =>
    [
        // Two lengths
        "POST / HTTP/1.1|Host: a|Content-Length: 3|Transfer-Encoding: chunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 5||0||",
        "POST / HTTP/1.1|Host: a|Content-Length: 44|Transfer-Encoding: chunked||0||GET /smuggled HTTP/1.1|Host: a|X: 1||",
        "POST / HTTP/1.1|Host: a|Content-Length: 3|Content-Length: 3||abc",
        "POST / HTTP/1.1|Host: a|Content-Length: 3|Content-Length: 30||abc",
        "POST / HTTP/1.1|Host: a|Content-Length: 3, 3||abc",
        "POST / HTTP/1.1|Host: a|Content-Length: 3,30||abc",

        // Lengths that are no number
        "POST / HTTP/1.1|Host: a|Content-Length: +3||abc",
        "POST / HTTP/1.1|Host: a|Content-Length: -3||abc",
        "POST / HTTP/1.1|Host: a|Content-Length: 0x3||abc",
        "POST / HTTP/1.1|Host: a|Content-Length: 3.0||abc",
        "POST / HTTP/1.1|Host: a|Content-Length: 3 3||abc",
        "POST / HTTP/1.1|Host: a|Content-Length: 3;q=1||abc",
        "POST / HTTP/1.1|Host: a|Content-Length: three||abc",
        "POST / HTTP/1.1|Host: a|Content-Length:||abc",
        "POST / HTTP/1.1|Host: a|Content-Length: 99999999999999999999||abc",
        "POST / HTTP/1.1|Host: a|Content-Length : 3||abc",

        // Codings
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked, chunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: identity||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: identity|Content-Length: 3||abc",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: xchunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: \"chunked\"||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked;q=1||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding : chunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: Chunked||0||",
        "POST / HTTP/1.0|Host: a|Transfer-Encoding: chunked||0||",

        // Chunks
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||-1|a|0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||+1|a|0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||0x1|a|0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||1|ab|0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||g|a|0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||fffffffffffffffff|a|0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|| 1|a|0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||1\na|0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||1|a\n0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||1;\nx|a|0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||2;\rxx|ab|0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||0|\n",

        // Line ends
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1|Host: a\nX: 1||",
        "GET / HTTP/1.1\nHost: a||",
        "GET / HTTP/1.1|Host: a\rX: 1||",
        "GET / HTTP/1.1|Host: a|X: 1| folded||",
        "GET / HTTP/1.1|Host: a|X: 1|\tfolded||",
        "GET / HTTP/1.1| Host: a||",

        // Header lines
        "GET / HTTP/1.1|Host: a|X : 1||",
        "GET / HTTP/1.1|Host: a|X||",
        "GET / HTTP/1.1|Host: a|: 1||",
        "GET / HTTP/1.1|Host: a|X Y: 1||",
        "GET / HTTP/1.1|Host: a|X: \0||",
        "GET / HTTP/1.1|Host: a|X: \u00ff||",

        // What may be said only once
        "GET / HTTP/1.1|Host: a|Host: b||",
        "GET / HTTP/1.1||",
        "GET / HTTP/1.1|Host: a|Authorization: x|Authorization: y||",
        "GET / HTTP/1.1|Host: a|X-Amz-Date: x|x-amz-date: y||",
        "GET / HTTP/1.1|Host: a|X-Amz-Security-Token: x|X-Amz-Security-Token: y||",
        "GET / HTTP/1.1|Host: a|X-Amz-Content-Sha256: x|X-Amz-Content-Sha256: y||",
        "GET / HTTP/1.1|Host: a|X-Amz-Target: x|X-Amz-Target: y||",
        "GET / HTTP/1.1|Host: a|Content-Type: x|Content-Type: y||",

        // Targets
        "GET http://a/ HTTP/1.1|Host: a||",
        "GET http://a/x\\..\\y HTTP/1.1|Host: a||",
        "GET //a b HTTP/1.1|Host: a||",
        "GET * HTTP/1.1|Host: a||",
        "OPTIONS * HTTP/1.1|Host: a||",
        "CONNECT a:443 HTTP/1.1|Host: a||",
        "GET a HTTP/1.1|Host: a||",
        "GET /% HTTP/1.1|Host: a||",
        "GET /%zz HTTP/1.1|Host: a||",
        "GET /%ff HTTP/1.1|Host: a||",
        "GET /%00 HTTP/1.1|Host: a||",
        "GET /%c0%af HTTP/1.1|Host: a||",
        "GET /?a=%ff HTTP/1.1|Host: a||",
        "GET /a#b HTTP/1.1|Host: a||",
        "GET /\u00e9 HTTP/1.1|Host: a||",
        "GET /\0 HTTP/1.1|Host: a||",

        // Request lines
        "GET / HTTP/1.2|Host: a||",
        "GET / HTTP/2.0|Host: a||",
        "GET / HTTP/1.1 |Host: a||",
        "GET / http/1.1|Host: a||",
        "GET /|Host: a||",
        "G@T / HTTP/1.1|Host: a||",
        " GET / HTTP/1.1|Host: a||",
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_request_is_refused_and_hides_no_other(string request)
    {
        var answer = await door.SendAsync(request.Replace("|", "\r\n", StringComparison.Ordinal) + Next);
        Assert.Matches(Refused, answer);
        Assert.DoesNotContain("HTTP/1.1 500", answer, StringComparison.Ordinal);
        foreach (var understood in Understood(answer)) Assert.Equal("[GET /next ]", understood);
    }

    [Theory]
    [InlineData("GET /a HTTP/1.1|Host: a||", "[GET /a ]")]
    [InlineData("GET /a/../b//%2e%2e/c?x=%2F HTTP/1.1|Host: a||", "[GET /a/../b//%2e%2e/c?x=%2F ]")]
    [InlineData("POST / HTTP/1.1|Host: a|Content-Length: 3||abc", "[POST / abc]")]
    [InlineData("POST / HTTP/1.1|Host: a|Content-Length: 0||", "[POST / ]")]
    [InlineData("POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||3|abc|2|de|0||", "[POST / abcde]")]
    [InlineData("PUT / HTTP/1.1|Host: a|X-Amz-Meta-A: 1|X-Amz-Meta-A: 2|Content-Length: 0||", "[PUT / ]")]
    public async Task A_sound_request_is_understood_and_so_is_the_next(string request, string expected)
    {
        var answer = await door.SendAsync(request.Replace("|", "\r\n", StringComparison.Ordinal) + Next);
        Assert.True(Understood(answer) is [var first, "[GET /next ]"] && first == expected, answer);
    }

    [Theory]
    [InlineData(20_000, 1, 1)]
    [InlineData(1, 40_000, 1)]
    [InlineData(1, 1, 101)]
    public async Task Long_lines_and_many_headers_are_refused(int target, int header, int headers)
    {
        var lines = string.Concat(Enumerable.Range(0, headers).Select(i => $"X{i}: {new string('a', header)}\r\n"));
        var answer = await door.SendAsync($"GET /{new string('a', target)} HTTP/1.1\r\nHost: a\r\n{lines}\r\n{Next}");
        Assert.Matches(Refused, answer);
        Assert.Empty(Understood(answer));
    }

    private static List<string> Understood(string answer)
    {
        var all = new List<string>();
        for (var from = answer.IndexOf('[', StringComparison.Ordinal); from >= 0; from = answer.IndexOf('[', from + 1))
            all.Add(answer[from..(answer.IndexOf(']', from) + 1)]);
        return all;
    }
}
