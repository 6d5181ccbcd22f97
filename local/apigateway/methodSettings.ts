import * as z from 'zod';
import { refuseUnknownProperties } from '../cloudformation/knownProperties.ts';
import type { StackResource } from '../cloudformation/stackResource.ts';
import type { MethodSetting } from './throttling.ts';

const methodSettingProperties = z.looseObject({
  HttpMethod: z.string(),
  ResourcePath: z.string(),
  ThrottlingBurstLimit: z.coerce.number().optional(),
  ThrottlingRateLimit: z.coerce.number().optional(),
});
const stageProperties = z.object({ MethodSettings: z.array(methodSettingProperties).default([]) });

/**
 * Reads the method settings of a stage.
 *
 * @param paths of all resources of the API
 * @throws Error that names the stage, and the setting or path, that is not supported on this machine.
 */
export function readMethodSettings(stage: StackResource, paths: ReadonlySet<string>): MethodSetting[] {
  const { logicalId } = stage;
  return stage.properties(stageProperties).MethodSettings.map((setting) => {
    // CDK writes all settings that it knows as soon as one of them is set.
    const set = Object.entries(setting).filter(([, value]) => value !== false && value !== 'OFF');
    refuseUnknownProperties(logicalId, 'AWS::ApiGateway::Stage.MethodSetting', Object.fromEntries(set));
    const { HttpMethod, ResourcePath, ThrottlingRateLimit, ThrottlingBurstLimit } = setting;
    // The slashes of the resource's path are escaped, except for a leading one: `/~1predictions~1{id}`.
    const path = `/${ResourcePath.replaceAll('~1', '/').replace(/^\/+/, '')}`;
    if (path !== '/*' && !paths.has(path)) {
      throw new Error(`${logicalId} sets MethodSettings for ${ResourcePath}, a resource that does not exist.`);
    }
    return {
      resourcePath: path === '/*' ? '*' : path,
      httpMethod: HttpMethod,
      ...(ThrottlingRateLimit !== undefined && { throttlingRateLimit: ThrottlingRateLimit }),
      ...(ThrottlingBurstLimit !== undefined && { throttlingBurstLimit: ThrottlingBurstLimit }),
    };
  });
}
