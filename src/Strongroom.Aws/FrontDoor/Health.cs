using System.Buffers;
using Strongroom.Aws.Protocols;

namespace Strongroom.Aws;

/// <summary><c>GET /health</c>: 200 while the program serves. Asked without a signature, so it says nothing more.</summary>
internal static class Health
{
    public static void Answer(AnswerBuffer answer) => answer.Write("{\"status\":\"ok\"}"u8);
}
