using System.Buffers;

namespace Strongroom.Aws.Tests.Authentication;

public sealed class CostTests
{
    [Fact]
    public void A_warm_request_allocates_less_than_a_kilobyte()
    {
        using var authenticator = Sample.At(Sample.Moment);
        var request = Sample.Kms.SignHeader(Sample.Encrypt);
        var signed = request.ToSigned()!.Value;
        for (var i = 0; i < 100; i++) Authenticate();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Authenticate();
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, 1023);

        void Authenticate()
        {
            Assert.True(authenticator.TryRead(signed, out var claim, out _));
            var result = authenticator.AuthenticateAsync(claim, SignatureRules.Standard, new ReadOnlySequence<byte>(request.Body), default);
            Assert.True(result.IsCompletedSuccessfully);
        }
    }
}
