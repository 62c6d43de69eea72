package io.tollgate.openai;

/**
 * The vendors as {@link java.util.ServiceLoader} finds them for {@code Router.fromEnv()}. They are named only in
 * {@code META-INF/services} and the module's description, which want a public class with a constructor for each.
 */
final class Found {
    private Found() {}

    /** OpenAI, with the key in OPENAI_API_KEY. */
    public static final class OpenAiAccount extends CompatibleProvider {
        /** For the service loader. */
        public OpenAiAccount() {
            super(Vendor.OPENAI);
        }
    }

    /** DeepSeek, with the key in DEEPSEEK_API_KEY. */
    public static final class DeepSeekAccount extends CompatibleProvider {
        /** For the service loader. */
        public DeepSeekAccount() {
            super(Vendor.DEEPSEEK);
        }
    }
}
