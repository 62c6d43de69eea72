package io.tollgate.openai;

import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;

class AzureContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return AzureOpenAi.at("res").withApiVersion("2024-10-21").builder().build();
    }
}
