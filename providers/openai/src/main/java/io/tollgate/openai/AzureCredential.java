package io.tollgate.openai;

/** How Azure is shown who calls. */
public enum AzureCredential {
    /** A key of the resource, in the header {@code api-key}. */
    API_KEY,
    /**
     * A token of Microsoft Entra ID as a bearer token. The key source gives it with its expiry, such as from
     * {@code DefaultAzureCredential} for the scope {@code https://cognitiveservices.azure.com/.default}; it is read again
     * before it expires.
     */
    ENTRA_TOKEN
}
