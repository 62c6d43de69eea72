package io.tollgate.openai;

import io.tollgate.spi.HttpCall;
import io.tollgate.spi.ProviderBuilder;

/**
 * A resource of Azure OpenAI, or of Azure AI Foundry with models of others. Immutable: every {@code with…} method gives
 * another.
 *
 * <p>Calls name a deployment. {@code .model("prod-chat", "gpt-5.4-mini")} on the builder says which model of the
 * catalogue it is; a deployment that is named like its model needs no such line.
 *
 * <pre>{@code
 * AzureOpenAi.builder("my-resource").model("prod-chat", "gpt-5.4-mini").build();
 * AzureOpenAi.at("my-resource").withCredential(AzureCredential.ENTRA_TOKEN).builder().keySource(tokens).build();
 * AzureOpenAi.foundry("my-resource").builder().build();
 * }</pre>
 */
public final class AzureOpenAi {
    private static final String FOUNDRY = "azure-ai";

    private final Vendor vendor;
    private final String resource;
    private final String apiVersion;
    private final AzureCredential credential;

    private AzureOpenAi(Vendor vendor, String resource, String apiVersion, AzureCredential credential) {
        this.vendor = vendor;
        this.resource = resource;
        this.apiVersion = apiVersion;
        this.credential = credential;
    }

    /** The same as {@code at(resource).builder()}. */
    public static ProviderBuilder<CompatibleProvider> builder(String resource) {
        return at(resource).builder();
    }

    /**
     * OpenAI's models, by the API without versions ({@code /openai/v1}), with the resource's key from the environment
     * variable {@code AZURE_OPENAI_API_KEY}. The provider's id and the vendor in the catalogue are {@code azure-openai}.
     *
     * @param resource its name, or its endpoint such as {@code https://my-resource.openai.azure.com}
     * @throws IllegalArgumentException if it is neither
     */
    public static AzureOpenAi at(String resource) {
        return new AzureOpenAi(Vendor.of("azure-openai"), check(resource), "", AzureCredential.API_KEY);
    }

    /**
     * Models of other makers on Azure AI Foundry, such as DeepSeek, Grok and Llama, by the same API, with the key from
     * {@code AZURE_AI_API_KEY}. The provider's id and the vendor in the catalogue are {@code azure-ai}.
     *
     * @param resource its name, or its endpoint such as {@code https://my-resource.services.ai.azure.com}
     * @throws IllegalArgumentException if it is neither
     */
    public static AzureOpenAi foundry(String resource) {
        return new AzureOpenAi(Vendor.of(FOUNDRY), check(resource), "", AzureCredential.API_KEY);
    }

    private static String check(String resource) {
        if (!resource.contains("://") && !resource.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("expected a resource's name or its https endpoint, but got a text of "
                    + resource.length() + " characters that is neither");
        }
        return resource;
    }

    /**
     * This resource by an API with a version: {@code /openai/deployments/…}, and at Foundry {@code /models/…}.
     *
     * @param apiVersion such as {@code 2024-10-21} or {@code 2024-05-01-preview}
     * @throws IllegalArgumentException if it isn't a date, maybe with {@code -preview}
     */
    public AzureOpenAi withApiVersion(String apiVersion) {
        if (!apiVersion.matches("\\d{4}-\\d{2}-\\d{2}(-preview)?")) {
            throw new IllegalArgumentException(
                    "expected an API version such as 2024-10-21, but got \"" + apiVersion + "\"");
        }
        return new AzureOpenAi(vendor, resource, apiVersion, credential);
    }

    /** This resource with what its key source gives sent in this way; {@link AzureCredential#API_KEY} by default. */
    public AzureOpenAi withCredential(AzureCredential credential) {
        return new AzureOpenAi(vendor, resource, apiVersion, credential);
    }

    /**
     * A builder of the provider.
     *
     * @throws IllegalArgumentException if the endpoint isn't https, or http to this machine
     */
    public ProviderBuilder<CompatibleProvider> builder() {
        boolean foundry = vendor.id().equals(FOUNDRY);
        Dialect dialect = dialect();
        Endpoint endpoint = apiVersion.isEmpty() ? Endpoint.PLAIN : foundry ? this::model : this::deployment;
        return new ProviderBuilder<>(
                vendor.account(baseUrl(foundry)),
                account -> new AzureProvider(new Service(account, dialect, endpoint), credential));
    }

    /** Versions before September 2024 know neither max_completion_tokens nor stream_options. */
    private Dialect dialect() {
        Dialect now = vendor.dialect();
        boolean old =
                now.has(Trait.MAX_COMPLETION_TOKENS) && !apiVersion.isEmpty() && apiVersion.compareTo("2024-09") < 0;
        return old ? now.without(Trait.MAX_COMPLETION_TOKENS).and(Trait.NO_STREAM_OPTIONS) : now;
    }

    private String baseUrl(boolean foundry) {
        String host = foundry ? ".services.ai.azure.com" : ".openai.azure.com";
        String endpoint = resource.contains("://") ? resource : "https://" + resource + host;
        String bare = endpoint.replaceFirst("/+$", "").replaceFirst("/openai(?:/v1)?$", "");
        return apiVersion.isEmpty() ? bare + "/openai/v1" : bare;
    }

    private String deployment(String baseUrl, String model, String operation) {
        String name = HttpCall.segment(model);
        // What isn't bound to a deployment, or names it in the body.
        String place = operation.equals("models") || operation.equals("responses") ? "" : "deployments/" + name + "/";
        return baseUrl + "/openai/" + place + operation + "?api-version=" + apiVersion;
    }

    private String model(String baseUrl, String model, String operation) {
        String place = operation.equals("models") ? "info" : operation;
        return baseUrl + "/models/" + place + "?api-version=" + apiVersion;
    }
}
