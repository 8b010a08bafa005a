package io.atlas.connections.listing;

import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.math.BigDecimal;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the API's description says of the parameters that all lists take. */
@Configuration(proxyBeanMethods = false)
public class ListDocs {

  public static final String SORT = "#/components/parameters/sort";
  public static final String CURSOR = "#/components/parameters/cursor";
  public static final String LIMIT = "#/components/parameters/limit";

  @Bean
  GlobalOpenApiCustomizer listParameters() {
    return api ->
        api.getComponents()
            .addParameters(
                "sort",
                query(
                        "sort",
                        "A field, with a minus for descending order; the newest first unless told")
                    .schema(
                        new StringSchema()
                            ._enum(Sort.NAMES)
                            ._default(Sort.NEWEST_FIRST.wireName())))
            .addParameters(
                "cursor",
                query(
                        "cursor",
                        "A nextCursor or previousCursor of an answer to the same search, filters and"
                            + " sort. A part may hold fewer items than asked for, even none, and"
                            + " still have a next one.")
                    .schema(new StringSchema()))
            .addParameters(
                "limit",
                query("limit", "How many items a part holds at most")
                    .schema(
                        new IntegerSchema()
                            .minimum(BigDecimal.ONE)
                            .maximum(BigDecimal.valueOf(Parameters.LARGEST_LIMIT))
                            ._default(Parameters.DEFAULT_LIMIT)));
  }

  private static Parameter query(String name, String description) {
    return new Parameter().in("query").name(name).description(description);
  }
}
