import pg from 'pg';
import { apiBase } from '../../contract/api/paths.ts';
import { uuidV7 } from '../../scanner/reading/uuid-v7.ts';
import { askInTurn } from '../load/ask-in-turn.ts';
import { openConnection } from '../load/connection.ts';
import type { RequestResult } from '../load/request-job.ts';
import { connectionsMax } from '../on-sale-rush/send-holds.ts';
import type { GateJob } from './gate-job.ts';

/** Each phone on a connection of its own. How it ends: the verdict, with the reason of a refusal. */
export async function readTickets(job: GateJob): Promise<RequestResult> {
  return job.port === undefined ? writeScans(job) : scanOver(job, job.port);
}

async function scanOver(job: GateJob, port: number): Promise<RequestResult> {
  const { devices } = job;
  const connections = devices.map(() => openConnection(() => port));
  const ask = async (client: number, operation: 'scans' | 'confirmations', body: object) => {
    const headers = { authorization: `Bearer ${devices[client]?.token}` };
    const path = `${apiBase}/access-points/${job.accessPointId}/${operation}`;
    const answer = await connections[client]?.ask({ method: 'POST', path, headers, body }).catch(() => undefined);
    return {
      status: answer?.status ?? 0,
      result: answer?.status === 200 ? JSON.parse(answer.text).results[0] : undefined,
    };
  };
  const confirm = async (client: number, id: string): Promise<string | undefined> => {
    const { status, result } = await ask(client, 'confirmations', { scans: [{ id }] });
    return result?.outcome === 'confirmed' ? undefined : `${status} not confirmed`;
  };
  const confirming: Promise<string | undefined>[] = [];
  const result = await askInTurn({
    count: job.shown.length,
    clients: devices.length,
    secondsMax: job.secondsMax,
    perSecond: job.perSecond,
    send: async (client, position) => {
      // The visitor before is confirmed while they walk on; a phone asks one thing after another.
      const failure = await confirming[client];
      if (failure) return failure;
      const id = uuidV7(Date.now());
      const code = job.tickets[job.shown[position] ?? 0]?.code;
      const scans = [{ id, code, scannedAt: new Date().toISOString(), direction: 'in' }];
      const { status, result: told } = await ask(client, 'scans', { scans, willConfirm: job.confirms });
      if (told?.verdict === 'admitted' && job.confirms) confirming[client] = confirm(client, id);
      return told ? [told.verdict, told.reason].filter(Boolean).join(' ') : String(status);
    },
  });
  await Promise.all(confirming);
  for (const connection of connections) connection.close();
  return result;
}

/** The floor: what the database needs in any case to keep one row of a reading, durably. */
async function writeScans(job: GateJob): Promise<RequestResult> {
  const pool = new pg.Pool({ connectionString: job.databaseUrl, max: connectionsMax });
  const text = `
    insert into access_control.floor (id, access_point_id, organiser_id, performance_id, access_right_id, device_id, direction,
      mode, verdict, scanned_at, received_at)
    values ($1, $2, $3, $4, $5, $6, 'in', 'online', 'admitted', $7, clock_timestamp())`;
  const result = await askInTurn({
    count: job.shown.length,
    clients: job.devices.length,
    secondsMax: job.secondsMax,
    perSecond: job.perSecond,
    send: async (client, position) => {
      const right = job.tickets[job.shown[position] ?? 0]?.accessRightId;
      const place = [job.accessPointId, job.organiserId, job.performanceId, right, job.devices[client]?.deviceId];
      await pool.query({ name: 'keep scan', text, values: [uuidV7(Date.now()), ...place, new Date()] });
      return 'admitted';
    },
  });
  await pool.end();
  return result;
}
