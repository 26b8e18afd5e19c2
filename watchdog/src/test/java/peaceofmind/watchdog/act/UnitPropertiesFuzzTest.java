// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import peaceofmind.testkit.MutationFuzzer;

/** What systemctl could print. */
class UnitPropertiesFuzzTest {

    @Test
    void damagedPropertiesAreAStatus() throws Exception {
        MutationFuzzer.ofTexts(
                        "unit properties",
                        "LoadState=loaded\nActiveState=active\nSubState=running\nMainPID=4711\nInvocationID=0123abcd\nResult=success\n",
                        "LoadState=not-found\nActiveState=inactive\nSubState=dead\nMainPID=0\n",
                        "LoadState=loaded\nActiveState=failed\nSubState=failed\nResult=start-limit-hit\nExecMainStatus=1\nNRestarts=5\n")
                .run(input -> UnitProperties.parse(new String(input, StandardCharsets.UTF_8)));
    }
}
