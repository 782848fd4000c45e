using System.Text.Json;

namespace Strongroom.Audit;

/// <summary>The member names of a CloudTrail record, encoded once.</summary>
internal static class Names
{
    public const string ServiceEvent = "AwsServiceEvent";

    public static readonly JsonEncodedText EventVersion = JsonEncodedText.Encode("eventVersion");
    public static readonly JsonEncodedText Version = JsonEncodedText.Encode("1.11");
    public static readonly JsonEncodedText UserIdentity = JsonEncodedText.Encode("userIdentity");
    public static readonly JsonEncodedText EventTime = JsonEncodedText.Encode("eventTime");
    public static readonly JsonEncodedText EventSource = JsonEncodedText.Encode("eventSource");
    public static readonly JsonEncodedText EventName = JsonEncodedText.Encode("eventName");
    public static readonly JsonEncodedText AwsRegion = JsonEncodedText.Encode("awsRegion");
    public static readonly JsonEncodedText SourceIpAddress = JsonEncodedText.Encode("sourceIPAddress");
    public static readonly JsonEncodedText UserAgent = JsonEncodedText.Encode("userAgent");
    public static readonly JsonEncodedText ErrorCode = JsonEncodedText.Encode("errorCode");
    public static readonly JsonEncodedText ErrorMessage = JsonEncodedText.Encode("errorMessage");
    public static readonly JsonEncodedText RequestParameters = JsonEncodedText.Encode("requestParameters");
    public static readonly JsonEncodedText ResponseElements = JsonEncodedText.Encode("responseElements");
    public static readonly JsonEncodedText AdditionalEventData = JsonEncodedText.Encode("additionalEventData");
    public static readonly JsonEncodedText RequestId = JsonEncodedText.Encode("requestID");
    public static readonly JsonEncodedText EventId = JsonEncodedText.Encode("eventID");
    public static readonly JsonEncodedText ReadOnly = JsonEncodedText.Encode("readOnly");
    public static readonly JsonEncodedText Resources = JsonEncodedText.Encode("resources");
    public static readonly JsonEncodedText ResourceArn = JsonEncodedText.Encode("ARN");
    public static readonly JsonEncodedText EventType = JsonEncodedText.Encode("eventType");
    public static readonly JsonEncodedText ManagementEvent = JsonEncodedText.Encode("managementEvent");
    public static readonly JsonEncodedText RecipientAccountId = JsonEncodedText.Encode("recipientAccountId");
    public static readonly JsonEncodedText ServiceEventDetails = JsonEncodedText.Encode("serviceEventDetails");
    public static readonly JsonEncodedText EventCategory = JsonEncodedText.Encode("eventCategory");
    public static readonly JsonEncodedText Management = JsonEncodedText.Encode("Management");
    public static readonly JsonEncodedText Data = JsonEncodedText.Encode("Data");
    public static readonly JsonEncodedText TlsDetails = JsonEncodedText.Encode("tlsDetails");
    public static readonly JsonEncodedText TlsVersion = JsonEncodedText.Encode("tlsVersion");
    public static readonly JsonEncodedText CipherSuite = JsonEncodedText.Encode("cipherSuite");
    public static readonly JsonEncodedText ClientProvidedHostHeader = JsonEncodedText.Encode("clientProvidedHostHeader");

    public static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    public static readonly JsonEncodedText PrincipalId = JsonEncodedText.Encode("principalId");
    public static readonly JsonEncodedText Arn = JsonEncodedText.Encode("arn");
    public static readonly JsonEncodedText AccountId = JsonEncodedText.Encode("accountId");
    public static readonly JsonEncodedText AccessKeyId = JsonEncodedText.Encode("accessKeyId");
    public static readonly JsonEncodedText UserName = JsonEncodedText.Encode("userName");
    public static readonly JsonEncodedText IdentityProvider = JsonEncodedText.Encode("identityProvider");
    public static readonly JsonEncodedText SessionContext = JsonEncodedText.Encode("sessionContext");
    public static readonly JsonEncodedText SessionIssuer = JsonEncodedText.Encode("sessionIssuer");
    public static readonly JsonEncodedText WebIdFederationData = JsonEncodedText.Encode("webIdFederationData");
    public static readonly JsonEncodedText FederatedProvider = JsonEncodedText.Encode("federatedProvider");
    public static readonly JsonEncodedText Attributes = JsonEncodedText.Encode("attributes");
    public static readonly JsonEncodedText CreationDate = JsonEncodedText.Encode("creationDate");
    public static readonly JsonEncodedText MfaAuthenticated = JsonEncodedText.Encode("mfaAuthenticated");
    public static readonly JsonEncodedText SourceIdentity = JsonEncodedText.Encode("sourceIdentity");
    public static readonly JsonEncodedText InvokedBy = JsonEncodedText.Encode("invokedBy");

    /// <summary>Writes a text of at most <paramref name="limit"/> characters, cut between characters.</summary>
    public static void WriteText(this Utf8JsonWriter json, JsonEncodedText name, ReadOnlySpan<char> text, int limit = AuditRecordWriter.MaxTextLength)
    {
        if (text.Length > limit)
            text = text[..(char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)];
        json.WriteString(name, text);
    }
}
