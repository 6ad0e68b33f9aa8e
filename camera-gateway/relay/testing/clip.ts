/**
 * Two clips for tests: one second of FFmpeg's `testsrc` picture, H.264 Constrained Baseline, 25 frames, the first a key
 * frame, made with x264. Annex B, parameter sets in band.
 */

/** NAL units of one picture, without start codes. */
export type ClipPicture = readonly Uint8Array[];

const startCode = '\0\0\u0001';
const sliceTypes = new Set([1, 5]);

/** NAL units of an Annex B stream, grouped so that every group ends with its one slice. */
function splitIntoPictures(base64: string): readonly ClipPicture[] {
  const stream = Buffer.from(base64, 'base64').toString('latin1');
  const units = stream
    .replaceAll(`\0${startCode}`, startCode)
    .split(startCode)
    .filter((unit) => unit.length > 0);
  const pictures: Uint8Array[][] = [[]];
  for (const unit of units) {
    const bytes = Buffer.from(unit, 'latin1');
    pictures.at(-1)?.push(bytes);
    if (sliceTypes.has((bytes[0] ?? 0) & 0x1f)) pictures.push([]);
  }
  return pictures.filter((picture) => picture.length > 0);
}

/** 160 × 120. */
export const smallClip = splitIntoPictures(
  'AAAAAWdCwAymEQoR+XARAAADAAEAAAMAMg8UKhGAAAAAAWjIQgEEsgAAAWWIggZ5MUAAQkfh//BgGop/D4eAIAQhIwAELxcb4Hhs' +
    'YPDYAG/HSEWB/yj+NfD4eF3uvw0GDAQABI4fRvg12+eBIA8jDWN6bNjrxqlUAYyEg0pgugwV+9wxIWIkLB4bFaZHxQABBGjgACCf' +
    'HAAIRkNBgFMGhiBB73iQsYkLEZEgJbSN+wSQZggAlClAl34x+8BFdY500cGyOn//hmfwXmrreDAKIIQAKhdRnpDEAsADrzGxj08C' +
    'weCNRih2p38y+34bBFxPASPdua3AtEBiEFHbPcATUz08jGVWPhY8Uwrr4LWZ/TPeZ707mcHRMNz0n+lIMBi+C7kxsFMDFhZKxX4E' +
    '5Q3QXZaEwmG/7S/4UDnATaPWuVUxJksDENgOSKTNU9PT09PT/8OPsF4mKPwCu3OPY/gxUs1/KT+AfsJjsIhicfgatpn2h/4fjpwl' +
    '6jT09PT09PT+Gn/1RWqBHRYJ2vWwS/xkdJY4d1cjqsCQoHIwPp//sPPTyJd//4aQQ+G+8J6enp6enp/hhTyhG5gWVls3zCX4553j' +
    'KCWZ98flm6JH/7ewQYDrkmf9KR+MIZF8llwbNnU2fA4Y4HAGGyaFMvBqcsnZYpDDPkvQcyAyQA3s0R0SFiYtx+/D/DQLhJs4OkBA' +
    'AjEs6XA8RpYtQS5/AXgQQ73iQsM1QaBatAGF59/D/CIBw7fpXgcBH8D14NTlh0xy8GSllJS/+HANAty48jQMKB4r7iQsSILthURy' +
    '/+AfoFveC4EAoCnfvMgyUsLKBH9JV//bwP4OHncYlkmXnhYwSJ2y1vmOAaDc6SgKE6ruPgfGZbNBlS+hMLD+GAcFpkuBhZAYDS+f' +
    'T74Uy2b/wCALOC1VxiIHHWH9AWf2OGAdQBCPRkvj/lPDQLhJc4GWEEAF3XOdEDqyWIFodA5LFqEM/g3Aoh3vPUE8vIWqQH4l7k3/' +
    '/hgGg71VrgcAA1Q4HdXh4hJYciEl+fT7/w4BoFu1iIUNBVd/AjZFaIkKX/wD9AqkAICopXveDRHL/+UA2Hc2c2YYa8DgBwvgU3sK' +
    'FfsCo8Ew58QKIdoWqQGFDIln/ETTQnHMQNmdb866faWDAUO5/WsGZBhMsG3xr+Y6OAAc/CpyL6NNdh57KHcFNFX4//51Oh72mcHv' +
    '6Pimnmf51/kRePQQGa5fzwMgMMEApUhCL+gbdzzIwIRcgRHLoGzueKcZQSO/8m9zsq9yzoOv/AAAAAFBmhwM8+B+hMW9oo7xIvgr' +
    'Z3iVAq/FZY7LNicKK/iFaTCi9gAAAAFBmioDPBr6DTEnrnP1TJescv1f9SLe614r+sSL6wIhlCmAAAAAAUGaOwM8Gbw9zB7VZf/6' +
    '9bFY7fdYS/a7/qnS9YvN1hyfXrki+p0i4AAAAAFBmkkAzwaF//v0CYy/EZPXpPXcpf165o2AAAAAAUGaWUDPBn0g8lVcC3apV9Uq' +
    'Xqx47+CPu6ZfWJl6UqMvrF47rBtH1SL6Nf9SL/Wtfq5Xn+P5NT+vv1OkXAAAAAFBmmmAzwbaoJHf+fXPrfmx2/d71ju1w1Ss/Xb9' +
    'SDIyAAAAAUGaecDPBxjvXfoNey///oQ/4It7p0vUieMyevRcAAAAAUGaiIAzwaeCMPLWUf86pV+TSb88yc+n3/rlXozfq5+pb9Yv' +
    'C389z+fT6vWrWCDrjP1b9en4QlgAAAABQZqYkDPBmvBBMCiDrz+rEnrm/Vz9ffrFL6xVhbXqx+uX55059Pvlfgn9QhLAAAAAAUGa' +
    'qKAzwaLyzh5/5NTl2//wUd33d69EroNVy/DbLju+X9sflv0u8Z/V/VGf9a/Prk1P9devv18TX78GOWAAAAABQZq4sDPBuX8v0Hsv' +
    '1avPc/n1v2uDL565NJvvoK3d3e+J1+p9XrHK1WBEIfhHyQhLAAAAAUGayMAzwa+g1mP1Moqh39cVdL5WFP606Xn10xHf+tdDt+Ga' +
    '1++uTfr6XhCaAAAAAUGa2NAzwZvBF0Hip+klRMd/Vy/UqT+cjfyan9ESL65kZAAAAAFBmujgM8Fx3ifQIsr9Uy9rFWGv6v6rT/qR' +
    'P1u8Z/ORism/+Ga1r+mTfn9z6ff+p0i4AAAAAUGa+PAzwad16Dxk/WgH4cqxfr0ywp16qzm5Esm/JwhFQAAAAAFBmwAZ4LjvL6BM' +
    'lUvX+BK/rSovpRSeqdfTj32pU7z+RLJv/rmjYAAAAAFBmxAZ4OfOHky/PrfwR9VavUqfaFZ79SLrC3QqBu56Ln+HyucnihX4bk/q' +
    'dP18i4AAAAABQZsgGeDPygo1VeedlHbPv/PMnbPv89TJJ6lS/BF3e9rDF5fU75uEJYAAAAABQZswGeDT0HkqJhbL5/Os+n3163K3' +
    'Prpk3+Fv6t+vfr01e9QY5YAAAAABQZtAGeC47y+gTJUT0RMl6xMvr8k9U6Xn1yan5vXouAAAAAFBm1AZ4N+9eFkg9lfnrpiO/9So' +
    'BF9ngL33tnNL1SJbryJep0/OKXbPvi4AAAABQZtgF+DTtBhj9TLrzK7v89ds++XVLevW/6kS/Vvz+AHhdl+NgAAAAAFBm3AX4NvQ' +
    'eMuTzzG8GVL/6lS+jqP/Pp9awQevVivX34Ita86FwAAAAAFBm4AV4Eb0Fs8X',
);

/** 192 × 144: other parameter sets than `smallClip`. */
export const largerClip = splitIntoPictures(
  'AAAAAWdCwAymEQwTsBEAAAMAAQAAAwAyDxQqEYAAAAABaMhCAQSyAAABZYiCBnkxQABCRngqB1cQnEAARv/8vCBePLxc0L4UzCCA' +
    'Qjj43w33AJOeRFoBMniZYD41TbcP/8FZxd7gc4BBIAPgAQQjmxrP++U2ZooGHPQOT4glEAAhZ4XFBxOj2KAAIOkcAAQaY4ABSeHg' +
    'e+IJRAAI///8ND39rFrAXAayfPARTRMd/1+YTmcNkWHR7vgSIAQQIDkMY/eClmTJh4rDcf4AqtRhkMdCJAcFuITiAAISeFXao9/h' +
    '/IWoF4Y4XK8Cb9YJZEABEMb6nfQCKx1GRFM7ITM+E0o//4K6+FiIIFyl/3GqpVAYdPM9qYZp6enBdDTMOf/wiFAxFoSAZAADTmge' +
    'kM8FwSwzFl4JoIbDGe1vYAmfjGS+28w9bWenqCfq0uxFDyh7G5iGeNdC8u9wSfSzyH/VYBwhJM7D4YyyWZ19T09PT08zIuv0in0g' +
    'wwHm7cgWjpx8yOif/wEzdtv/9rfC0KYaSYmiZGeE3Pf//2RMN09PT09PT4f1DDsOhoJF42CrmlhTc1wCd9kQ6EUhAAirbbweFoPC' +
    '1Pp/CH4It4kcyFHk42rp6Ybp6enp6enhJggRC1HBI31/h3jkV/r9O4/qnr/hT6QhR8EvksibtCrbjyemH6enp6enp+KYR/2NBECu' +
    'PN6NHCX47veJGhAEGSaeIB0QDun8G+kvwnzpIQslkC2nrGYDiRqWEtCCSxbFvEAmRRdKQ6AI/HpZv1fqB844kmRIEzirEAJkWtKv' +
    '4tipg7lgKwMAE3EgTIkCZxIEyJAJkUgqAIj+Z6j8BwWhFgEH2/FAWLWBnX2xRfw/4BgEFxt4OAATDgm4PAzIPAzOJAmRITIpFAYB' +
    'KQ87A4ihEYy9vtg8DMi03QM6/bFFimlEAEyA3eIAEyIATOKWn8P9gwguARm9oHXtyJyjcQCZb4gEzy/wwBArSfl/wPm6Yt9v//jy' +
    'P6+ka18kU+XeNS3bt+FQwAg/rzX1jjAM5dLvLowiLxfGArHZa2Xm02ilTG4aj7dLqyVnLKk5YZTPT//NptEEKB8bvb+bRaSgyKdZ' +
    'tNvhaUM0b/7eXS6RCpYMVLKKl4WZa2X/7D9DyX+97jQwFAP/CuWLU+kiIL/UU0Kc3GKJxqWql5d//r5A6XNnDuWwUGK/8DzKWqli' +
    'yXyOf6qWqliNxgAY0AAn+H/4RFiEkGIDE1SefzWcFY6+Bw8gROyt947wA54gyGPX+AKaLDZE2If0/BXFfGgAEoWQAAgAYlPYb/al' +
    'aY7zQiKADA0MIBwAKI1mZQMImTBIAAgLxgAB6ZQOAJGQCAJogAB4B4tG5MuCL9jgEbKeB0OBFMm/BaOP6wOAMQKIDbii9gq/fADA' +
    'zdBE/XRjHUCZfQP4f/giCtcCwuFAHznUU6wAAAABQZocDPEl/8+Yvkn5/gIyYv5y/XXrw1GeM8JHeNm3HP6D3V1f61U3jP+fNMS4' +
    'zxvickAAAAABQZoqAzxJf/5l8CdB36Dz/q8ly+veO8q/09K/BrXrXjtevv1b9e/Xu+eQQhu9eaAAAAABQZo7AzxJf/4EbBFk9BYq' +
    'Vjviuv1j1qtViPhDv+vX36+e/i8v+EcsAAAAAUGaSQDPEl//gQ8Pf0HMr8Efd8vdUyfrF5P6/yf19av47vvWv1rx39bZf/1beHP+' +
    'vfr0bAAAAAFBmllAzwJPgkC2qlT9G7HroHz/TFLfqZPDW/Vrwl8PQ5476QTPzaNrkB4z0x/wqZf1vl///WvFegtVM+Fp7/4R7n17' +
    '9e+l7/w/lr8L5YAAAAABQZppgM8CZjP6D1T+vSUGPWvViv6tv6/X369HQAAAAAFBmnnAzwJXgjBJqqVFwt/Vy/Xqwx/XffJq9brX' +
    '63eK/rWsPdXN/rPl//Xv18km4mAAAAABQZqIgDPAk+CQLaqlSy69cus/Lirb8nqVZ+sV4jrDX/W+++sKV/l//WbL/+rUX//9fxsA' +
    'AAABQZqYkDPAmeg9lJ4I+74pPWLwtXOfq/6v+tPl//W5+tqsGiPv/EO+Gp7/4R7BF//XpxCzwAAAAAFBmqigM8CX6D2SomFtbnOm' +
    'X4q2yvBIlPX82l2X/9X7BV7tec/OZ/CR+f3/Vq9S7L/+vvwRKtT+NgAAAAFBmriwM8CT4YC2q6qVP6YtjMOVthxG/+U0U120GjPV' +
    'YG3US//reut+Hhvm76vWFv+vfr3hirOK5rXz5YAAAAABQZrIwDPAlecLaVfi2Lb86MnFWKv/rVee5/bFWvROYfnlTpi36x2iff/r' +
    'Ev63/Wqx3L/+s2T9f6Vv19+p0nELPAAAAAFBmtjQM8Cfgm14JA9qvz9Yq1DnVeVYtp/x39X5QIQuvWtfItjw5X+X/9fZf//17L/+' +
    'vfo342AAAAABQZro4DPAl+cNMfxbT+pkVG89umLfvN61R35lf9ar1ai//8oOkei1fwPMpb8EgxVq/8ohZ4AAAAABQZr48DPAkvAg' +
    'dAqSovrkyXq0vr3hD+r/rX61l/91t4zl//Vq9e9V7w9VkwhefmgAAAABQZsAGeBM84eXbFX/1Mn4JO71frGkwp9a9Eqie2oJvx6/' +
    '83nAkVcL16IwvrPlgAAAAAFBmxAZ4Ev0Grz+pVll//1frR39b1KD5/rboOaeFusq1Xtfgi1rzowheuaAAAAAAUGbIBngSvQeSoT6' +
    'lTXg2nv/TFv6vrB10REy2q3y//o1UX/C3VisNa9ep4S6siY7kgAAAAFBmzAZ4Ez0HjJeCr+e5/EJlstgm5f/+LAQw3L/+ffm02/r' +
    'W2T25QReg8Ee+vX369+vnjGsomP5IAAAAAFBm0AZ4Fb0Hn+ZUql///W4Xq2X/rVv19XS94rGwAAAAAFBm1AZ4E4IQRBoZamWmni2' +
    'm/P+fxCZb+f3FtP/nri2n/0Zj9X9Vei//rVLC2sv/6zZf/1bL/+sz9e9V76X8bAAAAABQZtgF+BLHwSTCVYkJkSTO3ef1/rGk8En' +
    'VYuwaVbvVFRxHL//4er2/13Zf/8v/+X/9e/X366X7Fa1rXgUa14nIIWeAAAAAUGbcBfgUvQYik0qL/+tWX/9Wy//r6/XvD1Zkwhe' +
    'P5oAAAABQZuAFeBJ9AmSob0r/rX614S8cAmh+Tx3/8v/6t+vv1OkfA==',
);
