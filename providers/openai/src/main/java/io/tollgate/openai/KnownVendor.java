package io.tollgate.openai;

import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;
import io.tollgate.spi.ErrorRule;
import java.util.List;

/**
 * Vendors and servers of the dialect whose differences are known, a row each: the name in the catalogue and in meters,
 * which is the provider's id unless the app gives another; the base URL; the environment variable with the key.
 */
public enum KnownVendor {
    /** DeepSeek, {@code DEEPSEEK_API_KEY}. Efforts: https://api-docs.deepseek.com/guides/thinking_mode. */
    DEEPSEEK(
            "deepseek",
            "https://api.deepseek.com",
            "DEEPSEEK_API_KEY",
            dialect(VendorErrors.DEEPSEEK, 0, Trait.THINKING_SWITCH, Trait.REPLAYS_REASONING, Trait.NO_USER)
                    .withEfforts(List.of("none", "low", "low", "high", "high", "max"))),

    /** Groq, {@code GROQ_API_KEY}. */
    GROQ(
            "groq",
            "https://api.groq.com/openai/v1",
            "GROQ_API_KEY",
            dialect(VendorErrors.GROQ, 0, Trait.MAX_COMPLETION_TOKENS).withEfforts(Dialect.THREE_EFFORTS)),

    /** xAI, {@code XAI_API_KEY}. Reports what a call cost. */
    XAI(
            "xai",
            "https://api.x.ai/v1",
            "XAI_API_KEY",
            dialect(VendorErrors.XAI, 0, Trait.MAX_COMPLETION_TOKENS, Trait.TAKES_REASONING)
                    .withEfforts(Dialect.THREE_EFFORTS)),

    /** Mistral, {@code MISTRAL_API_KEY}: chat and embeddings; fill-in-the-middle and agents are other APIs of its. */
    MISTRAL(
            "mistral",
            "https://api.mistral.ai/v1",
            "MISTRAL_API_KEY",
            // More texts at once are refused with code 3210, and so are more than 16,000 tokens. Thinking is on or off.
            dialect(
                            VendorErrors.MISTRAL,
                            256,
                            Trait.NO_STREAM_OPTIONS,
                            Trait.NO_USER,
                            Trait.PARTS_ANYWHERE,
                            Trait.DOCUMENT_URL,
                            Trait.STRICT_ORDER,
                            Trait.SHORT_CALL_IDS,
                            Trait.RANDOM_SEED,
                            Trait.OUTPUT_DIMENSION)
                    .withEfforts(List.of("none", "high", "high", "high", "high", "high"))
                    .withMaxBytes(16_000)),

    /** Together AI, {@code TOGETHER_API_KEY}. */
    TOGETHER(
            "together",
            "https://api.together.ai/v1",
            "TOGETHER_API_KEY",
            dialect(VendorErrors.TOGETHER, 100, Trait.NO_STREAM_OPTIONS, Trait.NO_USER)
                    .withEfforts(Dialect.THREE_EFFORTS)
                    .withMaxDocuments(1_000)),

    /** Fireworks AI, {@code FIREWORKS_API_KEY}. */
    FIREWORKS(
            "fireworks",
            "https://api.fireworks.ai/inference/v1",
            "FIREWORKS_API_KEY",
            dialect(VendorErrors.FIREWORKS, 100)
                    .withEfforts(Dialect.THREE_EFFORTS)
                    .withMaxDocuments(1_000)),

    /** OpenRouter, {@code OPENROUTER_API_KEY}. Reports what a call cost. */
    OPENROUTER(
            "openrouter",
            "https://openrouter.ai/api/v1",
            "OPENROUTER_API_KEY",
            dialect(VendorErrors.OPENROUTER, 100, Trait.REASONING_OBJECT, Trait.CACHE_CONTROL)
                    .withEfforts(List.of("none", "minimal", "low", "medium", "high", "xhigh"))
                    .withMaxDocuments(1_000)),

    /**
     * Perplexity's Sonar, {@code PERPLEXITY_API_KEY}. Reports what a call cost. Perplexity retired this address for
     * chat on 2026-09-27: give that of its successor in this dialect as the base URL.
     */
    PERPLEXITY(
            "perplexity",
            "https://api.perplexity.ai",
            "PERPLEXITY_API_KEY",
            dialect(List.of(), 0, Trait.NO_STREAM_OPTIONS, Trait.NO_TOOLS, Trait.NO_USER)),

    /** Cerebras, {@code CEREBRAS_API_KEY}. */
    CEREBRAS(
            "cerebras",
            "https://api.cerebras.ai/v1",
            "CEREBRAS_API_KEY",
            dialect(VendorErrors.CEREBRAS, 0, Trait.MAX_COMPLETION_TOKENS, Trait.NO_PENALTIES)
                    .withEfforts(Dialect.THREE_EFFORTS)),

    /** SambaNova, {@code SAMBANOVA_API_KEY}. */
    SAMBANOVA(
            "sambanova",
            "https://api.sambanova.ai/v1",
            "SAMBANOVA_API_KEY",
            dialect(VendorErrors.SAMBANOVA, 0, Trait.MAX_COMPLETION_TOKENS)),

    /** NVIDIA's hosted NIM, {@code NVIDIA_API_KEY}. Its embeddings must be told what they are for. */
    NVIDIA(
            "nvidia",
            "https://integrate.api.nvidia.com/v1",
            "NVIDIA_API_KEY",
            dialect(VendorErrors.NVIDIA, 50, Trait.NO_USER)
                    .withPurposes("input_type", "passage", "passage", "query", "passage", "passage")),

    /** Hugging Face's router, {@code HF_TOKEN}. */
    HUGGINGFACE("huggingface", "https://router.huggingface.co/v1", "HF_TOKEN", dialect(VendorErrors.HUGGINGFACE, 0)),

    /** Moonshot's Kimi, {@code MOONSHOT_API_KEY}; China has an address and keys of its own. */
    MOONSHOT(
            "moonshot",
            "https://api.moonshot.ai/v1",
            "MOONSHOT_API_KEY",
            dialect(VendorErrors.MOONSHOT, 0, Trait.THINKING_SWITCH, Trait.REPLAYS_REASONING, Trait.NO_USER)),

    /** Alibaba's DashScope, {@code DASHSCOPE_API_KEY}; each region has an address and keys of its own. */
    ALIBABA(
            "alibaba",
            "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
            "DASHSCOPE_API_KEY",
            dialect(VendorErrors.ALIBABA, 10, Trait.ENABLE_THINKING, Trait.NO_USER)),

    /** Z.ai (Zhipu), {@code ZAI_API_KEY}. */
    ZAI(
            "zai",
            "https://api.z.ai/api/paas/v4",
            "ZAI_API_KEY",
            dialect(VendorErrors.ZAI, 0, Trait.THINKING_SWITCH, Trait.REPLAYS_REASONING, Trait.NO_USER)),

    /** MiniMax, {@code MINIMAX_API_KEY}. */
    MINIMAX(
            "minimax",
            "https://api.minimax.io/v1",
            "MINIMAX_API_KEY",
            dialect(
                    VendorErrors.MINIMAX,
                    0,
                    Trait.MAX_COMPLETION_TOKENS,
                    Trait.REASONING_SPLIT,
                    Trait.REPLAYS_DETAILS,
                    Trait.NO_USER)),

    /** Nebius Token Factory, {@code NEBIUS_API_KEY}. */
    NEBIUS("nebius", "https://api.tokenfactory.nebius.com/v1", "NEBIUS_API_KEY", dialect(List.of(), 100)),

    /** AI21, {@code AI21_API_KEY}. */
    AI21(
            "ai21",
            "https://api.ai21.com/studio/v1",
            "AI21_API_KEY",
            dialect(List.of(), 0, Trait.NO_STREAM_OPTIONS, Trait.NO_PENALTIES, Trait.NO_USER)),

    /** Baseten's model APIs, {@code BASETEN_API_KEY}. */
    BASETEN("baseten", "https://inference.baseten.co/v1", "BASETEN_API_KEY", dialect(List.of(), 0)),

    /** Databricks, {@code DATABRICKS_TOKEN}, at {@code https://<workspace>/serving-endpoints}. */
    DATABRICKS("databricks", "", "DATABRICKS_TOKEN", dialect(List.of(), 100, Trait.NO_STREAM_OPTIONS, Trait.NO_USER)),

    /** Cloudflare Workers AI, {@code CLOUDFLARE_API_TOKEN}, at {@code …/client/v4/accounts/<account>/ai/v1}. */
    CLOUDFLARE("cloudflare", "", "CLOUDFLARE_API_TOKEN", dialect(VendorErrors.CLOUDFLARE, 100, Trait.NO_USER)),

    /** Venice, {@code VENICE_API_KEY}. */
    VENICE("venice", "https://api.venice.ai/api/v1", "VENICE_API_KEY", dialect(List.of(), 100, Trait.TAKES_REASONING)),

    /**
     * Voyage AI, {@code VOYAGE_API_KEY}: embeddings and reranking. A query is charged once for each document:
     * https://docs.voyageai.com/reference/reranker-api.
     */
    VOYAGE(
            "voyage",
            "https://api.voyageai.com/v1",
            "VOYAGE_API_KEY",
            dialect(
                            VendorErrors.VOYAGE,
                            1_000,
                            Trait.NO_CHAT,
                            Trait.BASE64_VECTORS,
                            Trait.OUTPUT_DIMENSION,
                            Trait.TRUNCATES,
                            Trait.TOP_K)
                    // 120,000 tokens, some of which are a byte.
                    .withMaxBytes(120_000)
                    .withPurposes("input_type", "", "document", "query", "", "")
                    .withMaxDocuments(1_000)),

    /** Jina AI, {@code JINA_API_KEY}: embeddings and reranking. Models before the third refuse a purpose. */
    JINA(
            "jina",
            "https://api.jina.ai/v1",
            "JINA_API_KEY",
            dialect(List.of(), 512, Trait.NO_CHAT, Trait.DOCUMENTS_BACK)
                    .withPurposes("task", "", "retrieval.passage", "retrieval.query", "classification", "separation")
                    .withMaxDocuments(1_000)),

    /** A vLLM server, on this machine unless another URL is given; no key. */
    VLLM("vllm", "http://localhost:8000/v1", "", Dialect.PLAIN),

    /** A llama.cpp server, on this machine unless another URL is given; no key. */
    LLAMACPP(
            "llamacpp",
            "http://localhost:8080/v1",
            "",
            Dialect.PLAIN.with(Trait.TAKES_REASONING).withErrors(VendorErrors.LLAMACPP)),

    /** LM Studio, on this machine unless another URL is given; no key. */
    LMSTUDIO("lmstudio", "http://localhost:1234/v1", "", dialect(List.of(), 100)),

    /** A text-generation-inference server, on this machine unless another URL is given; no key. */
    TGI("tgi", "http://localhost:8080/v1", "", dialect(VendorErrors.TGI, 0)),

    /** A LiteLLM proxy, on this machine unless another URL is given; no key. */
    LITELLM("litellm", "http://localhost:4000/v1", "", Dialect.PLAIN.withErrors(VendorErrors.LITELLM));

    private final String id;
    private final String baseUrl;
    private final String keyVariable;

    @SuppressWarnings("ImmutableEnumChecker") // a record of unmodifiable lists, of predicates without state
    private final Dialect dialect;

    KnownVendor(String id, String baseUrl, String keyVariable, Dialect dialect) {
        this.id = id;
        this.baseUrl = baseUrl;
        this.keyVariable = keyVariable;
        this.dialect = dialect;
    }

    private static Dialect dialect(List<ErrorRule> errors, int maxTexts, Trait... traits) {
        return Dialect.PLAIN
                .with(traits)
                .withMaxTexts(maxTexts)
                .withMaxDocuments(0)
                .withErrors(errors);
    }

    /** The vendor's name in the catalogue and in meters. */
    public String id() {
        return id;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Whether it has one address for all, and keys. */
    boolean isFoundByItsKey() {
        return !baseUrl.isEmpty() && !keyVariable.isEmpty();
    }

    Account account() {
        if (baseUrl.isEmpty()) {
            throw new IllegalArgumentException("expected the base URL of your account, since " + this
                    + " has none for all: use OpenAiCompatible.builder(KnownVendor." + this + ", baseUrl)");
        }
        return account(baseUrl);
    }

    Account account(String baseUrl) {
        return Account.of(id, id, baseUrl, keyVariable.isEmpty() ? KeySource.none() : KeySource.env(keyVariable));
    }
}
