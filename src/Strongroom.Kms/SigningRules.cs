using Strongroom.Aws;
using Strongroom.Hsm;

namespace Strongroom.Kms;

/// <summary>What Sign and Verify demand of a message before the module sees it.</summary>
public static class SigningRules
{
    /// <summary>The module's message type for a request's.</summary>
    /// <exception cref="FaultException">The algorithm does not take that type, or the digest has another length.</exception>
    public static MessageType Demand(string algorithm, Wire<SignedMessageType>? type, byte[] message)
    {
        switch (type?.Value ?? SignedMessageType.Raw)
        {
            case SignedMessageType.ExternalMu:
                throw KmsFaults.Unsupported("MessageType EXTERNAL_MU is not supported.");
            case SignedMessageType.Raw:
                if (algorithm == "ED25519_PH_SHA_512") throw KmsFaults.Validation("ED25519_PH_SHA_512 requires MessageType DIGEST.");
                return MessageType.Raw;
            default:
                if (algorithm is "ED25519_SHA_512" or "ML_DSA_SHAKE_256") throw KmsFaults.Validation($"{algorithm} does not support MessageType DIGEST.");
                if (message.Length != DigestLength(algorithm)) throw KmsFaults.Validation($"Digest is invalid length for algorithm {algorithm}.");
                return MessageType.Digest;
        }
    }

    private static int DigestLength(string algorithm) => algorithm[^3..] switch
    {
        "256" => 32,
        "384" => 48,
        _ => 64,
    };
}
