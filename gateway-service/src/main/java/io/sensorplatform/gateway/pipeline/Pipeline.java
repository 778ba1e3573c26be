package io.sensorplatform.gateway.pipeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sensorplatform.defaults.pipeline.StageReport;
import io.sensorplatform.defaults.pipeline.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code GET /v1/pipeline}.
 *
 * @param verdict the worst of the stages
 * @param stages in the order of the path
 * @param sources whom the gateway asked
 */
record Pipeline(Instant at, Verdict verdict, List<StageReport> stages, List<Source> sources) {

  /**
   * What became of asking a service.
   *
   * @param asked processes
   * @param answered as many of them in time
   * @param since when one of them did not answer first; null if all did
   * @param why of the last one that did not; null if all did
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Source(
      String service, int asked, int answered, @Nullable Instant since, @Nullable String why) {}
}
