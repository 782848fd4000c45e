using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Strongroom.Listening;

/// <summary>The server's certificate with its chain and key, from PEM files, taken up anew when they change: no restart when it is renewed.</summary>
/// <remarks>
/// The files are looked at when a connection begins, at most once every few seconds. While they cannot be used (half written, or key and
/// certificate do not match) the last good pair is presented, and the log says why.
/// </remarks>
internal sealed partial class CertificateFiles
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private readonly string certificatePath;
    private readonly string keyPath;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock loading = new();
    private volatile Loaded current;
    private long lookedAt;

    private CertificateFiles(string certificatePath, string keyPath, TimeProvider time, ILogger logger)
    {
        (this.certificatePath, this.keyPath, this.time, this.logger) = (certificatePath, keyPath, time, logger);
        current = Load();
        lookedAt = time.GetUtcNow().UtcTicks;
    }

    /// <summary>Reads the files once.</summary>
    /// <param name="certificatePath">The server's certificate, then those that vouch for it.</param>
    /// <param name="keyPath">Its private key, without a password; null where it stands in the same file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told when new files cannot be used.</param>
    /// <exception cref="UsageException">They cannot be used.</exception>
    public static CertificateFiles Open(string certificatePath, string? keyPath, TimeProvider time, ILogger logger)
    {
        try
        {
            return new(certificatePath, keyPath ?? certificatePath, time, logger);
        }
        catch (Exception unusable) when (IsUnusable(unusable))
        {
            throw new UsageException($"The certificate {certificatePath} with the key {keyPath ?? certificatePath} cannot be used: {unusable.Message}", unusable);
        }
    }

    /// <summary>What a connection that begins now is shown.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            // Whichever way the clock was set meanwhile.
            if (Math.Abs(time.GetUtcNow().UtcTicks - Interlocked.Read(ref lookedAt)) >= Between.Ticks) Look();
            return current.Context;
        }
    }

    private void Look()
    {
        if (!loading.TryEnter()) return; // Another connection looks.
        try
        {
            Interlocked.Exchange(ref lookedAt, time.GetUtcNow().UtcTicks);
            if (Stamp() == current.Stamp) return;
            current = Load();
            Renewed(certificatePath, current.Context.TargetCertificate.NotAfter);
        }
        catch (Exception unusable) when (IsUnusable(unusable))
        {
            Unusable(unusable, certificatePath, keyPath);
        }
        finally
        {
            loading.Exit();
        }
    }

    // The stamp is taken first: files that change while they are read are read again the next time.
    private Loaded Load()
    {
        var stamp = Stamp();
        var certificate = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificatePath);
        chain.RemoveAt(0);
        return new(stamp, SslStreamCertificateContext.Create(certificate, chain, offline: true));
    }

    private (DateTime, DateTime) Stamp() => (File.GetLastWriteTimeUtc(certificatePath), File.GetLastWriteTimeUtc(keyPath));

    private static bool IsUnusable(Exception exception)
        => exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    private sealed record Loaded((DateTime, DateTime) Stamp, SslStreamCertificateContext Context);

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate {Path} was taken up anew; it ends on {NotAfter:u}.")]
    private partial void Renewed(string path, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Error, Message = "The certificate {Path} with the key {KeyPath} changed and cannot be used; the last good one stays.")]
    private partial void Unusable(Exception unusable, string path, string keyPath);
}
