import { randomUUID } from 'node:crypto';
import { type AdmissionListHeader, readAdmissionList } from '../../contract/admission/admission-list.ts';
import type { Input, Reply } from '../../contract/api/operations.ts';
import { apiBase } from '../../contract/api/paths.ts';
import { decodeTicketCode } from '../../contract/ticket-code.ts';
import { buySeats } from './buy.ts';
import { type GivenDevice, givenADevice } from './given-a-device.ts';
import { givenAPerformance } from './given-a-performance.ts';
import type { Caller, GivenServer } from './given-a-server.ts';
import { givenStaff } from './given-staff.ts';
import type { PerformanceWish } from './trial-house.ts';
import { usualPolicy } from './usual-policy.ts';

type Policy = Input<'setEntryPolicy'>['body'];
type Told = Partial<Input<'uploadScans'>['body']['scans'][number]> & { code: string };
type Reading = { id?: string; direction?: 'in' | 'out'; accessPointId?: string; willConfirm?: boolean; as?: Caller };
export type OpenedList = { readonly header: AdmissionListHeader; readonly entries: Uint8Array };

/** A house with its doors open, a phone at the door, and the few things that tests of doors ask again and again. */
export async function openGateDesk(server: GivenServer, wish: PerformanceWish = {}) {
  const at = await givenAPerformance(server.pool, { rows: 6, ...wish });
  const { organiserId, performanceId } = at;
  const params = { performanceId };
  const director: Caller = { cookie: await givenStaff(server, organiserId) };
  const device = (more: Partial<Parameters<typeof givenADevice>[1]> = {}) =>
    givenADevice(server, { organiserId, ...more });
  const phone = await device();
  const seats = at.rows.flat();

  const scan = async (code: string, reading: Reading = {}) => {
    const { id = randomUUID(), direction = 'in', accessPointId = at.accessPointId, as = phone } = reading;
    const scans = [{ id, code, direction, scannedAt: new Date().toISOString() }];
    const body = { scans, ...(reading.willConfirm ? { willConfirm: true } : {}) };
    const answer = await server.ask('scanTickets', { params: { accessPointId }, body }, as);
    return answer.body.results[0] ?? fail('no result');
  };
  const upload = async (told: Told, as: Caller = phone, accessPointId = at.accessPointId) => {
    const scanned = { id: randomUUID(), direction: 'in', verdict: 'admitted', agoMs: 60_000, ...told } as const;
    const answer = await server.ask('uploadScans', { params: { accessPointId }, body: { scans: [scanned] } }, as);
    return answer.body.results[0] ?? fail('no result');
  };
  const list = async (since?: string, as: GivenDevice = phone): Promise<OpenedList> => {
    const query = since === undefined ? '' : `?since=${encodeURIComponent(since)}`;
    const response = await fetch(`${server.url}${apiBase}/performances/${performanceId}/admission-list${query}`, {
      headers: { authorization: `Bearer ${as.token}` },
    });
    if (!response.ok) return fail(`no list: ${response.status}`);
    return readAdmissionList(new Uint8Array(await response.arrayBuffer()));
  };
  return {
    at,
    director,
    phone,
    device,
    scan,
    /** What is said of it: admitted, let_out, or why not. */
    outcome: async (code: string, reading?: Reading): Promise<string> => {
      const { verdict, reason } = await scan(code, reading);
      return reason ?? verdict;
    },
    confirm: async (id: string, as: Caller = phone) => {
      const body = { scans: [{ id }] };
      const answer = await server.ask('confirmScans', { params: { accessPointId: at.accessPointId }, body }, as);
      return answer.body.results[0] ?? fail('no result');
    },
    upload,
    list,
    /** Tickets of people who have not come yet, each bought for itself. */
    buy: async (count: number, email?: string): Promise<Reply<'getOrder'>['tickets'][number][]> => {
      const { order } = await buySeats(server, performanceId, seats.splice(0, count), email);
      return order.tickets;
    },
    setPolicy: (policy: Partial<Policy>) =>
      server.ask('setEntryPolicy', { params, body: { ...usualPolicy, ...policy } }, director),
    setLanes: (devices: string[]) => server.ask('setLanes', { params, body: { devices } }, director),
    conflicts: async () => (await server.ask('listScanConflicts', { params }, director)).body.items,
    simulate: (more: Partial<Input<'simulateScan'>['body']> & { ticket: string }) => {
      const asked = { accessPoint: at.accessPointId, direction: 'in', at: new Date().toISOString(), ...more } as const;
      return server.ask('simulateScan', { params, body: asked }, director);
    },
    staysOf: async (code: string): Promise<number> => {
      const { rows } = await server.pool.query<{ stays: number }>(
        'select count(*)::int as stays from access_control.admission where access_right_id = $1',
        [rightOf(code)],
      );
      return rows[0]?.stays ?? 0;
    },
    /** As if the offer under this id had been made longer ago. */
    endOffer: (scanId: string) =>
      server.pool.query(
        `update access_control.offer set offered_at = offered_at - interval '25 seconds', ends_at = clock_timestamp()
         where scan_id = $1`,
        [scanId],
      ),
  };
}
export type GateDesk = Awaited<ReturnType<typeof openGateDesk>>;

/** The id of the access right a code stands for. */
export function rightOf(code: string): string {
  const decoded = decodeTicketCode(code.split('.')[0] ?? '');
  return decoded.ok ? decoded.code.accessRightId : fail('not a code');
}

function fail(words: string): never {
  throw new Error(words);
}
