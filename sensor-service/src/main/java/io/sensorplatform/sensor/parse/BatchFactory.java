package io.sensorplatform.sensor.parse;

import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.sensor.time.ArrivalTimes;
import org.springframework.stereotype.Component;

/** Begins the batch of a request that arrives now. */
@Component
public final class BatchFactory {

  private final Admission admission;
  private final ArrivalTimes times;

  BatchFactory(Admission admission, ArrivalTimes times) {
    this.admission = admission;
    this.times = times;
  }

  public Batch create(VerifiedToken token) {
    return new Batch(token, admission, times);
  }
}
