package io.tollgate.openai;

import java.util.Locale;

/**
 * Vendors and servers of the dialect whose differences are known. Each has a row in {@code vendors.tsv} beside this class:
 * the name in the catalogue and in meters, which is the provider's id unless the app gives another; the base URL; the
 * environment variable with the key; how it speaks.
 */
public enum KnownVendor {
    /** DeepSeek, {@code DEEPSEEK_API_KEY}. Efforts: https://api-docs.deepseek.com/guides/thinking_mode. */
    DEEPSEEK,

    /** Groq, {@code GROQ_API_KEY}. */
    GROQ,

    /** xAI, {@code XAI_API_KEY}. Reports what a call cost. */
    XAI,

    /** Mistral, {@code MISTRAL_API_KEY}: chat and embeddings; fill-in-the-middle and agents are other APIs of its. */
    MISTRAL,

    /** Together AI, {@code TOGETHER_API_KEY}. */
    TOGETHER,

    /** Fireworks AI, {@code FIREWORKS_API_KEY}. */
    FIREWORKS,

    /** OpenRouter, {@code OPENROUTER_API_KEY}. Reports what a call cost. */
    OPENROUTER,

    /**
     * Perplexity's Sonar, {@code PERPLEXITY_API_KEY}. Reports what a call cost. Perplexity retired this address for
     * chat on 2026-09-27: give that of its successor in this dialect as the base URL.
     */
    PERPLEXITY,

    /** Cerebras, {@code CEREBRAS_API_KEY}. */
    CEREBRAS,

    /** SambaNova, {@code SAMBANOVA_API_KEY}. */
    SAMBANOVA,

    /** NVIDIA's hosted NIM, {@code NVIDIA_API_KEY}. Its embeddings must be told what they are for. */
    NVIDIA,

    /** Hugging Face's router, {@code HF_TOKEN}. */
    HUGGINGFACE,

    /** Moonshot's Kimi, {@code MOONSHOT_API_KEY}; China has an address and keys of its own. */
    MOONSHOT,

    /** Alibaba's DashScope, {@code DASHSCOPE_API_KEY}; each region has an address and keys of its own. */
    ALIBABA,

    /** Z.ai (Zhipu), {@code ZAI_API_KEY}. */
    ZAI,

    /** MiniMax, {@code MINIMAX_API_KEY}. */
    MINIMAX,

    /** Nebius Token Factory, {@code NEBIUS_API_KEY}. */
    NEBIUS,

    /** AI21, {@code AI21_API_KEY}. */
    AI21,

    /** Baseten's model APIs, {@code BASETEN_API_KEY}. */
    BASETEN,

    /** Databricks, {@code DATABRICKS_TOKEN}, at {@code https://<workspace>/serving-endpoints}. */
    DATABRICKS,

    /** Cloudflare Workers AI, {@code CLOUDFLARE_API_TOKEN}, at {@code …/client/v4/accounts/<account>/ai/v1}. */
    CLOUDFLARE,

    /** Venice, {@code VENICE_API_KEY}. */
    VENICE,

    /**
     * Voyage AI, {@code VOYAGE_API_KEY}: embeddings and reranking. A query is charged once for each document:
     * https://docs.voyageai.com/reference/reranker-api.
     */
    VOYAGE,

    /** Jina AI, {@code JINA_API_KEY}: embeddings and reranking. Models before the third refuse a purpose. */
    JINA,

    /** A vLLM server, on this machine unless another URL is given; no key. */
    VLLM,

    /** A llama.cpp server, on this machine unless another URL is given; no key. */
    LLAMACPP,

    /** LM Studio, on this machine unless another URL is given; no key. */
    LMSTUDIO,

    /** A text-generation-inference server, on this machine unless another URL is given; no key. */
    TGI,

    /** A LiteLLM proxy, on this machine unless another URL is given; no key. */
    LITELLM;

    @SuppressWarnings("ImmutableEnumChecker") // a record of unmodifiable collections
    private final Vendor row = Vendor.of(id());

    /** The vendor's name in the catalogue and in meters. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    Vendor row() {
        return row;
    }
}
