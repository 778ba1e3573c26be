package io.sensorplatform.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.openapi.ApiContract;
import org.junit.jupiter.api.Test;

class ApiContractTest {

  @Test
  void theOpenApiDocumentTellsEveryEndpointAndNoOther() {
    assertThat(ApiContract.mapped("io.sensorplatform.auth"))
        .isEqualTo(ApiContract.documented("auth"));
  }
}
