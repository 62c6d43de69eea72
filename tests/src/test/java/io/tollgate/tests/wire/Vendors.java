package io.tollgate.tests.wire;

import io.tollgate.anthropic.Anthropic;
import io.tollgate.bedrock.Bedrock;
import io.tollgate.cohere.Cohere;
import io.tollgate.gemini.Gemini;
import io.tollgate.ollama.Ollama;
import io.tollgate.openai.AzureOpenAi;
import io.tollgate.openai.CompatibleProvider;
import io.tollgate.openai.KnownVendor;
import io.tollgate.openai.OpenAi;
import io.tollgate.openai.OpenAiCompatible;
import io.tollgate.price.ModelCard;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.Provider;
import io.tollgate.spi.RerankCodec;
import io.tollgate.vertex.Vertex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The vendors that the recordings are held against. */
final class Vendors {
    /** In the words of the recordings and of the catalogue. */
    static final List<String> NAMES =
            List.of("openai", "anthropic", "gemini", "deepseek", "mistral", "bedrock", "cohere", "ollama", "vertex");

    /** Claude at Azure, which the catalogue has among the models of {@code azure-ai}. */
    static final String AZURE_CLAUDE = "azure-anthropic";

    /** Azure's two, each at an address of the app's own. */
    static final List<String> AZURE = List.of("azure-openai", "azure-ai");

    /** The others of OpenAI's dialect. */
    static final List<String> COMPATIBLE = Arrays.stream(KnownVendor.values())
            .map(KnownVendor::id)
            .filter(id -> !NAMES.contains(id))
            .toList();

    /** Vendors of the dialect without a row of their own, by the folders of their recordings: any is known by its URL. */
    static final Map<String, String> BY_URL = byUrl(
            "avian",
            "copilot",
            "doubleword",
            "gemini-openai",
            "gpustack",
            "heroku",
            "inception",
            "pollinations",
            "snowflake",
            "vercel-gateway",
            "writer",
            "xiaomi",
            // Beside APIs of their own.
            "bedrock-openai=bedrock",
            "ollama-openai=ollama");

    /** Of whom there are no recordings. */
    static final List<String> UNRECORDED = List.of("nvidia", "nebius", "lmstudio", "tgi");

    /** OpenAI's second dialect, as if it were another vendor. */
    static final String RESPONSES_API = "openai responses";

    /** Those of whom there are recordings of the Responses API, also such as have no row of their own. */
    static final List<String> RESPONSES = List.of(
            "openai", "azure-openai", "bedrock", "chatgpt", "copilot", "deepseek", "mistralrs", "openrouter", "xai");

    private static final Pattern DEPLOYMENT = Pattern.compile("/deployments/([^/]+)/");

    private Vendors() {}

    private static Map<String, String> byUrl(String... names) {
        Map<String, String> folders = new TreeMap<>();
        for (String name : names) {
            int at = name.indexOf('=');
            folders.put(at < 0 ? name : name.substring(0, at), name.substring(at + 1));
        }
        return folders;
    }

    /** All recordings of the vendors; those of the dialect apart from those of a vendor's own API. */
    static List<Recording> recordings(List<String> vendors) {
        List<Recording> all = new ArrayList<>();
        for (String vendor : vendors) {
            String folder = BY_URL.get(vendor);
            if (folder == null) {
                boolean apart = BY_URL.containsKey(vendor + "-openai");
                Recording.of(vendor).stream()
                        .filter(recording -> !(apart && isOfTheDialect(recording)))
                        .forEach(all::add);
            } else {
                Recording.of(folder).stream()
                        .filter(Vendors::isOfTheDialect)
                        .map(recording -> recording.withVendor(vendor))
                        .forEach(all::add);
            }
        }
        return all;
    }

    private static boolean isOfTheDialect(Recording recording) {
        return recording.api().equals("chat")
                || (recording.api().equals("embeddings") && recording.url().endsWith("/v1/embeddings"));
    }

    static Provider provider(String vendor) {
        return switch (vendor) {
            case "openai" -> OpenAi.create();
            case RESPONSES_API -> OpenAi.create().withResponses();
            case "anthropic" -> Anthropic.create();
            case "gemini" -> Gemini.create();
            case "bedrock" -> Bedrock.builder("us-east-1").build();
            case "deepseek" -> OpenAiCompatible.deepSeek();
            case "cohere" -> Cohere.create();
            case "ollama" -> Ollama.create();
            case "vertex", "vertex-claude" ->
                Vertex.builder("project", "global").build();
            case AZURE_CLAUDE -> Anthropic.azure("resource").build();
            case "azure-openai" -> AzureOpenAi.builder("resource").build();
            case "azure-ai" -> AzureOpenAi.foundry("resource").builder().build();
            case "databricks" ->
                OpenAiCompatible.builder(KnownVendor.DATABRICKS, "https://w.example.com/serving-endpoints")
                        .build();
            case "cloudflare" ->
                OpenAiCompatible.builder(
                                KnownVendor.CLOUDFLARE, "https://api.cloudflare.com/client/v4/accounts/ACCOUNT/ai/v1")
                        .build();
            default ->
                BY_URL.containsKey(vendor)
                        ? OpenAiCompatible.builder(vendor, "https://" + vendor + ".example.com/v1")
                                .build()
                        : OpenAiCompatible.of(known(vendor));
        };
    }

    /** The vendor as asked by the Responses API. */
    static Provider responses(String vendor) {
        if (dialect().contains(vendor) && provider(vendor) instanceof CompatibleProvider known) {
            return known.withResponses();
        }
        return OpenAiCompatible.builder(vendor, "https://llm.example.com/v1")
                .build()
                .withResponses();
    }

    /** The provider that would have made this call; Azure's way of addressing is told by the URL. */
    static Provider provider(Recording recording) {
        if (recording.api().equals("responses")) {
            return responses(recording.vendor());
        }
        int version = recording.url().indexOf("api-version=");
        if (!AZURE.contains(recording.vendor())
                || (version < 0 && !recording.url().contains("/deployments/"))) {
            return provider(recording.vendor());
        }
        AzureOpenAi azure =
                recording.vendor().equals("azure-ai") ? AzureOpenAi.foundry("resource") : AzureOpenAi.at("resource");
        return azure.withApiVersion(version < 0 ? "2024-10-21" : recording.url().substring(version + 12))
                .builder()
                .build();
    }

    /** The name that was sent: a deployment's, if the path has one. */
    static String sentAs(Recording recording) {
        Matcher deployment = DEPLOYMENT.matcher(recording.url());
        return deployment.find() ? deployment.group(1) : recording.model();
    }

    private static KnownVendor known(String id) {
        return Arrays.stream(KnownVendor.values())
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a vendor, but got " + id));
    }

    /** All of them. */
    static List<String> all() {
        return Stream.of(NAMES, List.of(AZURE_CLAUDE), AZURE, COMPATIBLE)
                .flatMap(List::stream)
                .toList();
    }

    /** Those of OpenAI's dialect that chat. */
    static List<String> dialect() {
        return Stream.of(List.of("openai", "deepseek", "mistral"), AZURE, COMPATIBLE, List.copyOf(BY_URL.keySet()))
                .flatMap(List::stream)
                .filter(Vendors::chats)
                .toList();
    }

    /** Whether a recording is of a chat API that the vendor's codec speaks; Bedrock and Cohere have several. */
    static boolean speaks(Recording recording) {
        return switch (recording.vendor()) {
            case "bedrock" -> recording.api().equals("converse");
            case "cohere" -> recording.api().equals("cohere_v2_chat");
            case "ollama" -> recording.api().equals("ollama_chat");
            default -> Set.of("chat", "messages", "gemini").contains(recording.api());
        };
    }

    /** Who may have signed what the vendor sends: Claude signs in its maker's name wherever it runs. */
    static Set<String> signers(String vendor) {
        return vendor.equals("bedrock") ? Set.of("bedrock", "anthropic") : Set.of(vendor);
    }

    /** Those with recordings. */
    static List<String> recorded() {
        return Stream.concat(all().stream(), BY_URL.keySet().stream())
                .filter(vendor -> !UNRECORDED.contains(vendor))
                .toList();
    }

    /** The codec of a recording's format. */
    static ChatCodec chat(Recording recording) {
        return chat(provider(recording), recording.model());
    }

    static ChatCodec chat(String vendor, String model) {
        return chat(provider(vendor), model);
    }

    private static ChatCodec chat(Provider provider, String model) {
        return provider.chat(model)
                .orElseThrow(() -> new AssertionError("expected that " + provider + " chats with \"" + model + '"'));
    }

    static EmbeddingCodec embedding(String vendor, String model) {
        return provider(vendor)
                .embedding(model)
                .orElseThrow(() -> new AssertionError("expected that " + vendor + " embeds with \"" + model + '"'));
    }

    static RerankCodec rerank(String vendor, String model) {
        return provider(vendor)
                .rerank(model)
                .orElseThrow(() -> new AssertionError("expected that " + vendor + " ranks with \"" + model + '"'));
    }

    /** Whether it has chat models. */
    static boolean chats(String vendor) {
        return provider(vendor).chat("some-model").isPresent();
    }

    /** The catalogue's card, or one of an unknown model under this name. */
    static ModelCard card(String vendor, String model) {
        String catalogued = vendor.equals(AZURE_CLAUDE) ? "azure-ai" : vendor;
        return PriceCatalog.bundled()
                .find(catalogued, model)
                .map(card -> card.withName(model))
                .orElseGet(() -> ModelCard.unknown(catalogued, model, ModelCard.Kind.CHAT));
    }
}
