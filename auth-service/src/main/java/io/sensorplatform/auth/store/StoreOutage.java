package io.sensorplatform.auth.store;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.time.Duration;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Tells a database that is away, which is nobody's fault here, from a fault of ours. */
public final class StoreOutage {

  public static final Duration RETRY = Duration.ofSeconds(5);

  private StoreOutage() {}

  public static boolean is(NestedRuntimeException failure) {
    return failure instanceof DataAccessResourceFailureException
        || failure instanceof TransientDataAccessException
        || failure instanceof TransactionException;
  }

  public static ProblemException problem() {
    return new ProblemException(
            ProblemCode.STORE_UNAVAILABLE, "The database of devices and operators does not answer.")
        .withRetryAfter(RETRY);
  }
}
