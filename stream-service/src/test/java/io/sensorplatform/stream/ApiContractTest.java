package io.sensorplatform.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.openapi.ApiContract;
import org.junit.jupiter.api.Test;

class ApiContractTest {

  @Test
  void theOpenApiDocumentTellsEveryEndpointAndNoOther() {
    assertThat(ApiContract.mapped("io.sensorplatform.stream"))
        .isEqualTo(ApiContract.documented("stream"));
  }
}
