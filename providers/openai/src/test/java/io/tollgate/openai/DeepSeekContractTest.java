package io.tollgate.openai;

import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;

class DeepSeekContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return OpenAiCompatible.deepSeek();
    }
}
